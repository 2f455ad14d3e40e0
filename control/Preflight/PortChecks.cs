using Falcon.Control.Configuration;
using Falcon.Engine.Options;
using Falcon.Xsk;

namespace Falcon.Control.Preflight;

/// <summary>The containers' namespaces: there, and without the devices that we shall make.</summary>
internal static class PortChecks
{
    public static void Run(FalconConfiguration configuration, IHostProbe host, Findings findings)
    {
        // Without it every namespace fails in the same way, and that was said once already.
        if (!host.Has(Capability.SysAdmin)) return;
        for (int o = 0; o < configuration.Dataplane.Overlays.Count; o++)
            for (int p = 0; p < configuration.Dataplane.Overlays[o].Ports.Count; p++)
                Check(configuration.Dataplane.Overlays[o].Ports[p], $"overlays[{o}].ports[{p}]", host, findings);
    }

    private static void Check(PortOptions port, string path, IHostProbe host, Findings findings)
    {
        try
        {
            if (host.DevicesIn(port.Netns).Contains(port.Device))
                findings.Key($"{path}.device", $"network namespace {port.Netns} has a device {port.Device} already; remove it or name another, Falcon makes its own");
        }
        catch (NetworkNamespaceException e)
        {
            findings.Key($"{path}.netns", $"{e.Message}; start the container first, or correct the namespace");
        }
    }
}
