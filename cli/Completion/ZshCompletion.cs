namespace Falcon.Cli.Completion;

/// <summary>The completion script for zsh: to be sourced, or put into a directory of <c>fpath</c> as <c>_falcon</c>.</summary>
internal static class ZshCompletion
{
    public static string Script(IReadOnlyList<CommandNode> commands)
    {
        ShellCases cases = new(commands);
        return $$"""
            #compdef falcon
            # Completion of falcon for zsh, printed by `falcon completion zsh`.
            _falcon() {
                local at=falcon word
                local -a found
                for word in "${(@)words[2,CURRENT-1]}"; do
                    case "$at $word" in
                        {{cases.Paths}}) at+=" $word" ;;
                    esac
                done
                case "$at ${words[CURRENT-1]}" in
                    {{cases.Files}}) _files; return ;;
                    {{cases.Unknown}}) return ;;
                    {{string.Join("\n        ", cases.Values(List))}}
                    *)
                        case $at in
                            {{string.Join("\n                ", cases.Words(words => List(words.Select(Entry))))}}
                        esac
                        ;;
                esac
                _describe falcon found
            }
            if [[ $funcstack[1] == _falcon ]]; then _falcon "$@"; else compdef _falcon falcon; fi
            """;
    }

    private static string List(IEnumerable<string> entries) => $"found=({string.Join(' ', entries.Select(ShellCases.Quote))})";

    private static string Entry((string Word, string Meaning) word) => word.Meaning.Length > 0 ? $"{word.Word}:{word.Meaning}" : word.Word;
}
