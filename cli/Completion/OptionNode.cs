using System.CommandLine;
using System.CommandLine.Completions;

namespace Falcon.Cli.Completion;

/// <summary>An option as one types it.</summary>
internal sealed record OptionNode(Option Option)
{
    /// <summary>The long name first. Windows' spellings of <c>--help</c> are left out.</summary>
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

    /// <summary>Whether a value may follow; one may say <c>--json true</c>, but nobody does.</summary>
    public bool TakesValue => Option.Arity.MaximumNumberOfValues > 0 && Option.ValueType != typeof(bool);

    /// <summary>Whether the value is a file.</summary>
    public bool TakesFile => Option.HelpName is { } name && (name.StartsWith("FILE", StringComparison.Ordinal) || name == "PATH");

    /// <summary>What the value may be, where that can be listed.</summary>
    public IReadOnlyList<string> Values =>
        TakesValue ? [.. Option.GetCompletions(CompletionContext.Empty).Select(value => value.Label)] : [];

    /// <summary>What the value is called in help texts.</summary>
    public string ValueName =>
        Option.HelpName ?? (Values.Count > 0 ? string.Join('|', Values) : Option.Name.TrimStart('-').ToUpperInvariant());
}
