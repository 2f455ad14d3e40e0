using System.Net;
using System.Net.Sockets;
using Falcon.Control.Configuration;
using Falcon.Engine.Frames;
using Falcon.Engine.Options;

namespace Falcon.Control.Preflight;

/// <summary>Checks overlays against the underlay: MTUs, and peers against VTEPs that only the host knows.</summary>
internal static class OverlayChecks
{
    private const int OuterIpv4 = 50, OuterIpv6 = 70;   // inner Ethernet 14 + VXLAN 8 + UDP 8 + IP 20 or 40
    private const int LargestChunk = 4096, OuterEthernet = 14;

    /// <summary>The largest inner MTU: a frame with all its headers must fit one chunk.</summary>
    private static int LargestMtu => FrameLayout.LargestFrame(LargestChunk) - OuterIpv6 - OuterEthernet;

    /// <summary>The inner MTU of each overlay; null when no uplink is known.</summary>
    public static IReadOnlyList<int?> Run(
        FalconConfiguration configuration, IReadOnlyList<HostLink> uplinks, IReadOnlyList<IPAddress> vteps, Findings findings)
    {
        HostLink? narrowest = uplinks.MinBy(u => u.Mtu);
        List<int?> mtus = [];
        for (int i = 0; i < configuration.Dataplane.Overlays.Count; i++)
        {
            OverlayOptions overlay = configuration.Dataplane.Overlays[i];
            int outer = OuterBytes(overlay, vteps);
            int? mtu = overlay.Mtu ?? narrowest?.Mtu - outer;
            mtus.Add(mtu);
            if (mtu > LargestMtu)
                findings.Key($"overlays[{i}].mtu", $"{mtu} does not fit a UMEM chunk of {LargestChunk} bytes; give at most {LargestMtu}");
            if (narrowest is not null && overlay.Mtu + outer > narrowest.Mtu)
            {
                findings.Key(
                    $"overlays[{i}].mtu",
                    $"{overlay.Mtu} plus {outer} bytes of outer headers does not fit {narrowest.Name}'s MTU of {narrowest.Mtu}; "
                    + $"give at most {narrowest.Mtu - outer}, or raise {narrowest.Name}'s MTU to {overlay.Mtu + outer}");
            }

            if (configuration.Dataplane.LocalVteps.Count == 0) CheckRemotes(overlay, i, vteps, findings);
        }
        return mtus;
    }

    /// <summary>Checks peers against VTEPs of the host. Configured VTEPs were checked when the file was read.</summary>
    private static void CheckRemotes(OverlayOptions overlay, int index, IReadOnlyList<IPAddress> vteps, Findings findings)
    {
        for (int i = 0; i < overlay.Peers.Count; i++)
            if (VtepRules.Fault(overlay.Peers[i], vteps) is { } fault) findings.Key($"overlays[{index}].peers[{i}]", fault);
        for (int i = 0; i < overlay.Fdb.Count; i++)
            if (VtepRules.Fault(overlay.Fdb[i].Vtep, vteps) is { } fault) findings.Key($"overlays[{index}].fdb[{i}].vtep", fault);
    }

    /// <summary>The same rule as the engine's: IPv6 if a remote VTEP or every local one is IPv6.</summary>
    private static int OuterBytes(OverlayOptions overlay, IReadOnlyList<IPAddress> vteps)
    {
        IEnumerable<IPAddress> remotes = overlay.Peers.Concat(overlay.Fdb.Select(entry => entry.Vtep));
        return remotes.Any(IsIpv6) || (vteps.Count > 0 && vteps.All(IsIpv6)) ? OuterIpv6 : OuterIpv4;
    }

    private static bool IsIpv6(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6;
}
