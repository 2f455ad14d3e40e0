using Falcon.Bench.Scenarios.Lab;
using Falcon.Testing.Lab;

namespace Falcon.Bench.Scenarios.Systems;

/// <summary>The kernel's overlay with every switch that helps: GRO everywhere, also for forwarded UDP, and RPS over all CPUs.</summary>
public sealed class KernelTunedSystem : SystemUnderTest
{
    private const string Vxlan = "vx100";

    public override string Name => "kernel-tuned";

    public override string Description => "as kernel, with GRO on all devices, rx-udp-gro-forwarding and RPS over all CPUs";

    public override int Order => 3;

    public override IReadOnlyList<string> Needs => ["ethtool"];

    protected override async Task<Testbed> PrepareAsync(LabTopology lab, Topology topology, CancellationToken cancel)
    {
        foreach (string host in HostsOf(topology))
        {
            string netns = lab.Host(host).Netns;
            foreach (string device in (string[])["eth1", Vxlan, "c1o1", "c2o1"])
            {
                await Devices.SetFeaturesAsync(netns, device, cancel, "gro", "on", "rx-udp-gro-forwarding", "on");
                await Devices.SteerAsync(netns, device, Devices.AllCpus, cancel);
            }

            foreach (LabContainer container in lab.Containers.Where(container => container.Host == host))
                await Devices.SetFeaturesAsync(container.Netns, container.Device, cancel, "gro", "on");
        }

        return await Testbed.OverlayAsync(lab, cancel);
    }
}
