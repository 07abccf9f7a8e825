//! The report as one HTML file that needs nothing else: no script, no font, no address.
//!
//! What stays true: it is well-formed XML too, so that a strict reader can check it; whatever
//! comes from outside goes through [`html_escaped`](escaped), in text and in attributes alike; colours are
//! legible on both backgrounds (at least 4.5 to 1) and never the only sign; a table that is
//! wider than the page can be scrolled by keys.

use super::chart;
use super::part::{Chart, Page, Part};
use crate::text::{html_escaped as escaped, html_head};
use std::fmt::Write;

const STYLE: &str = include_str!("report.css");

/// As one HTML file.
pub fn html(page: &Page) -> String {
    let title = escaped(&page.title);
    let mut html = html_head(&title, STYLE);
    let _ = write!(
        html,
        "<a class=\"skip\" href=\"#report\">Skip to the report</a>\n\
         <header>\n<h1>{title}</h1>\n<ul class=\"lead\">\n"
    );
    for line in &page.lead {
        let _ = writeln!(html, "<li>{}</li>", escaped(line));
    }
    html.push_str("</ul>\n</header>\n<nav aria-label=\"Parts\">\n<ul>\n");
    for (number, part) in page.parts.iter().enumerate() {
        let _ = writeln!(
            html,
            "<li><a href=\"#part-{number}\">{}</a></li>",
            escaped(part.heading)
        );
    }
    html.push_str("</ul>\n</nav>\n<main id=\"report\">\n");
    if page.parts.is_empty() {
        html.push_str("<p>Nothing happened in these days.</p>\n");
    }
    for (number, part) in page.parts.iter().enumerate() {
        write_part(&mut html, number, part);
    }
    html.push_str("</main>\n</body>\n</html>\n");
    html
}

fn write_part(html: &mut String, number: usize, part: &Part) {
    let heading = escaped(part.heading);
    let _ = write!(
        html,
        "<section aria-labelledby=\"part-{number}\">\n<h2 id=\"part-{number}\">{heading}</h2>\n"
    );
    if !part.words.is_empty() {
        let _ = writeln!(html, "<p>{}</p>", escaped(&part.words));
    }
    for (at, drawn) in part.charts.iter().enumerate() {
        write_chart(html, &format!("chart-{number}-{at}"), drawn);
    }
    let _ = write!(
        html,
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{heading}, table\">\n\
         <table>\n<caption>{heading}</caption>\n<thead>\n<tr>"
    );
    for column in &part.columns {
        let class = class(column.is_number);
        let _ = write!(
            html,
            "<th scope=\"col\"{class}>{}</th>",
            escaped(column.title)
        );
    }
    html.push_str("</tr>\n</thead>\n<tbody>\n");
    for row in &part.rows {
        html.push_str("<tr>");
        for (at, (cell, column)) in row.iter().zip(&part.columns).enumerate() {
            let (cell, class) = (escaped(cell), class(column.is_number));
            let _ = match at {
                0 => write!(html, "<th scope=\"row\"{class}>{cell}</th>"),
                _ => write!(html, "<td{class}>{cell}</td>"),
            };
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody>\n</table>\n</div>\n</section>\n");
}

fn class(is_number: bool) -> &'static str {
    match is_number {
        true => " class=\"number\"",
        false => "",
    }
}

fn write_chart(html: &mut String, id: &str, drawn: &Chart) {
    let (caption, svg) = match drawn {
        Chart::Rounds(periods) => (
            "Solid: on time. Striped: late. Hollow: missed or overdue.".to_owned(),
            chart::rounds(id, periods),
        ),
        Chart::Line(series) => {
            let target = series.target.as_deref().map(|it| format!(" on {it}"));
            let title = format!(
                "{} ({}, {}{})",
                series.title,
                series.procedure,
                series.step,
                target.unwrap_or_default()
            );
            let title = crate::text::shown(&title).as_str().to_owned();
            let svg = chart::line(id, &title, series);
            (title + ". Triangle: warning. Square: alarm.", svg)
        }
    };
    let caption = escaped(&caption);
    let _ = write!(
        html,
        "<figure>\n{svg}<figcaption>{caption}</figcaption>\n</figure>\n"
    );
}
