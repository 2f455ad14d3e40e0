namespace Falcon.Api;

/// <summary>How the workers' CPU time was divided over time: what a picture is drawn from.</summary>
/// <param name="Accounts">
/// The containers in the configuration's order, then the overlays, <c>departed</c> where there are any, <c>host</c> and <c>overhead</c>.
/// </param>
/// <param name="Intervals">Oldest first.</param>
public sealed record BillSeries(IReadOnlyList<string> Accounts, IReadOnlyList<BillInterval> Intervals);
