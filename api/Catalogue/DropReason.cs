namespace Falcon.Api.Catalogue;

/// <summary>Why a stage drops frames.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="Name">The reason's name, as in <see cref="DropCount.Reason"/>.</param>
/// <param name="Meaning">What it means, in a line.</param>
/// <param name="Cause">How it comes about.</param>
/// <param name="Remedy">What an operator can do.</param>
public sealed record DropReason(string Stage, string Name, string Meaning, string Cause, string Remedy)
{
    /// <summary>Whether it says "too much, too fast"; the others say that something is wrong with the frame or the set-up.</summary>
    public bool Load { get; init; }

    /// <summary>The section of docs/operations.md that says more; null when there is none.</summary>
    public string? See { get; init; }

    /// <summary>Both names: the same reason may be several stages'.</summary>
    public string FullName => $"{Stage}/{Name}";
}
