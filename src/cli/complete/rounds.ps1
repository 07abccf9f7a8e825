# rounds in PowerShell (5.1 or newer): in $PROFILE,
# `rounds completions powershell | Out-String | Invoke-Expression`.
Register-ArgumentCompleter -Native -CommandName rounds -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    # A quoted word is meant without its quotes.
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object {
            $isText = $_ -is [System.Management.Automation.Language.StringConstantExpressionAst]
            if ($isText) { $_.Value } else { $_.Extent.Text }
        })
    # The word that is being typed goes along behind its name: versions before 7.3 drop an
    # argument that is empty.
    & $commandAst.GetCommandName() complete "--typed=$wordToComplete" '--' @words 2>$null |
        ForEach-Object {
            $text, $about = $_ -split "`t", 2
            if (-not $about) { $about = $text }
            [System.Management.Automation.CompletionResult]::new(
                $text, $text, 'ParameterValue', $about)
        }
}
