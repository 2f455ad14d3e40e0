using System.Net;
using System.Net.Sockets;
using Falcon.Control.Configuration;
using Falcon.Engine.Options;

namespace Falcon.Control.Preflight;

/// <summary>Overlays against the underlay: MTUs, and peers against VTEPs that only the host knows.</summary>
internal static class OverlayChecks
{
    private const int OuterIpv4 = 50, OuterIpv6 = 70;   // inner Ethernet 14 + VXLAN 8 + UDP 8 + IP 20 or 40

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
            mtus.Add(overlay.Mtu ?? narrowest?.Mtu - outer);
            if (narrowest is not null && overlay.Mtu + outer > narrowest.Mtu)
                findings.Key($"overlays[{i}].mtu", $"{overlay.Mtu} plus {outer} bytes of outer headers does not fit {narrowest.Name}'s MTU of {narrowest.Mtu}; "
                    + $"give at most {narrowest.Mtu - outer}, or raise {narrowest.Name}'s MTU to {overlay.Mtu + outer}");
            if (configuration.Dataplane.LocalVteps.Count == 0) CheckRemotes(overlay, i, vteps, findings);
        }
        return mtus;
    }

    /// <summary>Configured VTEPs were held against the peers when the file was read.</summary>
    private static void CheckRemotes(OverlayOptions overlay, int index, IReadOnlyList<IPAddress> vteps, Findings findings)
    {
        for (int i = 0; i < overlay.Peers.Count; i++)
            if (VtepRules.Fault(overlay.Peers[i], vteps) is { } fault) findings.Key($"overlays[{index}].peers[{i}]", fault);
        for (int i = 0; i < overlay.Fdb.Count; i++)
            if (VtepRules.Fault(overlay.Fdb[i].Vtep, vteps) is { } fault) findings.Key($"overlays[{index}].fdb[{i}].vtep", fault);
    }

    private static int OuterBytes(OverlayOptions overlay, IReadOnlyList<IPAddress> vteps)
    {
        IEnumerable<IPAddress> remotes = overlay.Peers.Concat(overlay.Fdb.Select(f => f.Vtep));
        return remotes.DefaultIfEmpty(vteps.Count > 0 ? vteps[0] : IPAddress.Any).Any(a => a.AddressFamily == AddressFamily.InterNetworkV6)
            ? OuterIpv6
            : OuterIpv4;
    }
}
