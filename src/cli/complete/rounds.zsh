#compdef rounds
# rounds in zsh: `eval "$(rounds completions zsh)"` in ~/.zshrc behind compinit, or this text
# as a file _rounds in a folder of $fpath.
_rounds() {
  local -a lines candidates
  local line
  lines=("${(@f)$("${words[1]}" complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  for line in $lines; do
    [[ -n $line ]] && candidates+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
  done
  if (( $#candidates )); then
    _describe rounds candidates
  else
    _files
  fi
}
if [[ $funcstack[1] == _rounds ]]; then
  _rounds "$@"
else
  compdef _rounds rounds
fi
