using System.Net;
using Falcon.Control.Configuration;
using Falcon.Engine.Options;

namespace Falcon.Control.Preflight;

/// <summary>Checks uplinks and local VTEPs.</summary>
internal static class UnderlayChecks
{
    /// <summary>The uplinks that exist, and the local VTEPs.</summary>
    public static (IReadOnlyList<HostLink> Uplinks, IReadOnlyList<IPAddress> Vteps) Run(
        FalconConfiguration configuration, IHostProbe host, Findings findings)
    {
        IReadOnlyList<HostLink> links = host.Links();
        List<HostLink> uplinks = [];
        foreach ((int i, UplinkOptions options) in configuration.Dataplane.Uplinks.Index())
        {
            if (FindUplink(options, $"uplinks[{i}].device", links, findings) is not { } uplink) continue;
            uplinks.Add(uplink);
            if (configuration.Dataplane.UsesKernelPath && options.Attach != UplinkAttach.Xdp && !uplink.Gro) WarnOfGro(i, uplink, findings);
        }

        return (uplinks, Vteps(configuration.Dataplane, uplinks, links, findings));
    }

    private static void WarnOfGro(int index, HostLink uplink, Findings findings) => findings.Warn(
        $"uplinks[{index}].device", $"{uplink.Name} has GRO off, so the kernel path gets single frames; ethtool -K {uplink.Name} gro on");

    private static HostLink? FindUplink(UplinkOptions options, string path, IReadOnlyList<HostLink> links, Findings findings)
    {
        if (links.FirstOrDefault(l => l.Name == options.Device) is not { } link)
        {
            string[] names = [.. links.Select(l => l.Name)];
            findings.Key(path, $"there is no device {options.Device} in this network namespace; {Suggestion.For(options.Device, names)}");
            return null;
        }
        if (!link.Up) findings.Key(path, $"{link.Name} is down; set it up first: ip link set {link.Name} up");
        if (link.XdpProgramId != 0)
        {
            findings.Key(path, $"{link.Name} already carries the XDP program {link.XdpProgramId} ({link.XdpProgramName}) of somebody else, "
                + "which is left alone; "
                + "detach it or take another device (bpftool net show tells whose it is)");
        }

        return link;
    }

    private static IReadOnlyList<IPAddress> Vteps(
        DataplaneOptions options, List<HostLink> uplinks, IReadOnlyList<HostLink> links, Findings findings)
    {
        if (options.LocalVteps.Count == 0)
        {
            IPAddress[] own = [.. uplinks.SelectMany(u => u.Addresses).Where(a => !a.IsIPv6LinkLocal)];
            if (own.Length > 0 || uplinks.Count == 0) return own;
            string devices = string.Join(", ", uplinks.Select(u => u.Name));
            findings.Key("vteps", $"is not given and {devices} has no address; give the uplink one: ip address add");
            return own;
        }
        for (int i = 0; i < options.LocalVteps.Count; i++)
        {
            IPAddress vtep = options.LocalVteps[i];
            if (!links.Any(l => l.Addresses.Contains(vtep)))
                findings.Key($"vteps[{i}]", $"no device here has the address {vtep}; the uplinks have {Known(uplinks)}");
        }
        return options.LocalVteps;
    }

    private static string Known(List<HostLink> uplinks)
    {
        string known = string.Join(", ", uplinks.SelectMany(u => u.Addresses));
        return known.Length == 0 ? "none" : known;
    }
}
