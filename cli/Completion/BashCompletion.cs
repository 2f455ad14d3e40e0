namespace Falcon.Cli.Completion;

/// <summary>The completion script for bash.</summary>
internal static class BashCompletion
{
    public static string Script(IReadOnlyList<CommandNode> commands)
    {
        ShellCases cases = new(commands);
        return $$"""
            # Completion of falcon for bash, printed by `falcon completion bash`.
            _falcon() {
                local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} at=falcon words='' i
                for ((i = 1; i < COMP_CWORD; i++)); do
                    case "$at ${COMP_WORDS[i]}" in
                        {{cases.Paths}}) at+=" ${COMP_WORDS[i]}" ;;
                    esac
                done
                COMPREPLY=()
                case "$at $before" in
                    {{cases.Files}})
                        compopt -o filenames 2>/dev/null
                        mapfile -t COMPREPLY < <(compgen -f -- "$word")
                        return
                        ;;
                    {{cases.Unknown}}) return ;;
                    {{string.Join("\n        ", cases.Values(List))}}
                    *)
                        case $at in
                            {{string.Join("\n                ", cases.Words(words => List(words.Select(word => word.Word))))}}
                        esac
                        ;;
                esac
                mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
            }
            complete -F _falcon falcon
            """;
    }

    private static string List(IEnumerable<string> words) => $"words={ShellCases.Quote(string.Join(' ', words))}";
}
