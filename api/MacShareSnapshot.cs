namespace Falcon.Api;

/// <summary>How much of its share of the forwarding table a VTEP uses.</summary>
/// <param name="Vtep">Its address; <c>strangers</c> for all together that the configuration does not name.</param>
/// <param name="Macs">Its share.</param>
public sealed record MacShareSnapshot(string Vtep, MacUseSnapshot Macs);
