namespace Falcon.Api.Catalogue;

/// <summary>A metric of <c>/metrics</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">How it behaves.</param>
/// <param name="Unit">What is counted or measured; <c>0 or 1</c> for a state.</param>
/// <param name="Labels">The names of its labels, in order.</param>
/// <param name="Meaning">What it says; its help text.</param>
public sealed record MetricDescription(string Name, MetricType Type, string Unit, IReadOnlyList<string> Labels, string Meaning)
{
    /// <summary>When it is worth an alert: what to put behind the name; null when it is not.</summary>
    public string? Alert { get; init; }
}
