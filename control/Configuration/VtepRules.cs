using System.Net;
using System.Net.Sockets;

namespace Falcon.Control.Configuration;

/// <summary>What is required of a peer's VTEP. An empty list of local VTEPs means that they are not known yet.</summary>
internal static class VtepRules
{
    /// <summary>What is wrong with the remote address, or null.</summary>
    public static string? Fault(IPAddress remote, IReadOnlyList<IPAddress> local)
    {
        if (local.Contains(remote)) return $"{remote} is a local VTEP; it should be the address of another host";
        if (local.Count == 0 || local.Any(l => l.AddressFamily == remote.AddressFamily)) return null;
        return $"{remote} is {FamilyName(remote)}, but the local VTEPs are {FamilyName(local[0])} ({string.Join(", ", local)}); "
            + "give an address of the same family, or add such a local VTEP";
    }

    private static string FamilyName(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? "IPv4" : "IPv6";
}
