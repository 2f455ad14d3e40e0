namespace Falcon.Control.Configuration;

/// <summary>The values of keys that accept or refuse something unusual from the wire.</summary>
internal static class Refusals
{
    /// <summary>Whether it is accepted.</summary>
    public static readonly Dictionary<string, bool> AcceptOrRefuse = new() { ["accept"] = true, ["refuse"] = false };

    /// <summary>Whether it is ignored.</summary>
    public static readonly Dictionary<string, bool> IgnoreOrRefuse = new() { ["ignore"] = true, ["refuse"] = false };
}
