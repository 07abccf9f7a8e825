# rounds in PowerShell: `rounds completions powershell | Out-String | Invoke-Expression` in
# $PROFILE.
Register-ArgumentCompleter -Native -CommandName rounds -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { $_.Extent.Text })
    $program = $commandAst.CommandElements[0].Extent.Text
    # A word that is empty is dropped by older versions unless it is quoted.
    $last = if ($wordToComplete) { $wordToComplete } else { '""' }
    & $program complete -- @words $last 2>$null | ForEach-Object {
        $text, $about = $_ -split "`t", 2
        if (-not $about) { $about = $text }
        [System.Management.Automation.CompletionResult]::new($text, $text, 'ParameterValue', $about)
    }
}
