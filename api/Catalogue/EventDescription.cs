namespace Falcon.Api.Catalogue;

/// <summary>Something that the daemon writes to its log.</summary>
/// <param name="Name">Its name: how the line begins.</param>
/// <param name="Level">How bad it is.</param>
/// <param name="Line">The line; words in capitals stand for what varies.</param>
/// <param name="Meaning">What happened, and what follows from it.</param>
/// <param name="Remedy">What an operator can do.</param>
public sealed record EventDescription(string Name, EventLevel Level, string Line, string Meaning, string Remedy)
{
    /// <summary>The section of docs/operations.md that says more; null when there is none.</summary>
    public string? See { get; init; }
}
