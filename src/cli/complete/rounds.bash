# rounds in bash: `eval "$(rounds completions bash)"` in ~/.bashrc, or this text in
# ~/.local/share/bash-completion/completions/rounds.
_rounds() {
  local candidate IFS=$'\n'
  COMPREPLY=()
  while IFS=$'\t' read -r candidate _; do
    COMPREPLY+=("$candidate")
  done < <("${COMP_WORDS[0]}" complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  # bash 3.2, which macOS has, knows no compopt: there a space follows.
  [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
  return 0
}
complete -o default -F _rounds rounds
