//! Views as snapshots.
