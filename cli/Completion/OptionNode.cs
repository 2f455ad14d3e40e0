using System.CommandLine;
using System.CommandLine.Completions;

namespace Falcon.Cli.Completion;

/// <summary>An option as the user types it.</summary>
internal sealed record OptionNode(Option Option)
{
    /// <summary>The long name first. Leaves out Windows' spellings of <c>--help</c>.</summary>
    public IReadOnlyList<string> Names { get; } =
    [
        .. Option.Aliases.Prepend(Option.Name).Distinct()
            .Where(name => name.StartsWith('-') && name != "-?")
            .OrderByDescending(name => name.Length),
    ];

    /// <summary>What it does, in a sentence.</summary>
    public string Description => Option.Description ?? "";

    /// <summary>Whether a value must follow.</summary>
    public bool NeedsValue => Option.Arity.MinimumNumberOfValues > 0;

    /// <summary>Whether a value may follow. Ignores <c>--json true</c>, which nobody types.</summary>
    public bool TakesValue => Option.Arity.MaximumNumberOfValues > 0 && Option.ValueType != typeof(bool);

    /// <summary>Whether the value is a file.</summary>
    public bool TakesFile => Option.HelpName is { } name && (name.StartsWith("FILE", StringComparison.Ordinal) || name == "PATH");

    /// <summary>The possible values, if they can be listed.</summary>
    public IReadOnlyList<string> Values =>
        TakesValue ? [.. Option.GetCompletions(CompletionContext.Empty).Select(value => value.Label)] : [];

    /// <summary>The name of the value in help texts.</summary>
    public string ValueName =>
        Option.HelpName ?? (Values.Count > 0 ? string.Join('|', Values) : Option.Name.TrimStart('-').ToUpperInvariant());
}
