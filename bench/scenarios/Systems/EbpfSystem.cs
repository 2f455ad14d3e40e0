using Falcon.Bench.Scenarios.Lab;
using Falcon.Testing.Lab;

namespace Falcon.Bench.Scenarios.Systems;

/// <summary>An overlay of XDP programs alone (bpf/overlay.bpf.c): what an eBPF dataplane reaches at best, with static tables.</summary>
public sealed class EbpfSystem : SystemUnderTest
{
    public override string Name => "ebpf";

    public override string Description =>
        "XDP alone: decapsulation and devmap redirect into the container's veth, GRO on inside; static tables";

    public override int Order => 4;

    public override IReadOnlyList<string> Needs => ["bpftool", "nsenter", "ethtool"];

    protected override async Task<Testbed> PrepareAsync(LabTopology lab, Topology topology, CancellationToken cancel)
    {
        foreach (string name in HostsOf(topology))
            await PrepareHostAsync(lab, lab.Host(name), cancel);
        foreach (LabHost host in lab.Hosts)
            await AnnounceNapiAsync(host, cancel);
        foreach (LabContainer container in lab.Containers)
            await SetNeighboursAsync(lab, container, cancel);
        return await Testbed.OverlayAsync(lab, cancel);
    }

    private static async Task PrepareHostAsync(LabTopology lab, LabHost host, CancellationToken cancel)
    {
        await Devices.DeleteAsync(host.Netns, "vx100", cancel);
        await Devices.DeleteAsync(host.Netns, "br100", cancel);
        await using XdpPrograms programs = await XdpPrograms.LoadAsync("overlay.bpf.o", host.Netns, cancel);
        await programs.SetDeviceAsync("devices", 0, host.Device, cancel);
        await programs.UpdateAsync("peer", new byte[4], await OuterHeaderAsync(lab, host, cancel), cancel);

        LabContainer[] containers = [.. lab.Containers.Where(container => container.Host == host.Name)];
        for (int port = 1; port <= containers.Length; port++)
        {
            await programs.SetDeviceAsync("devices", port, $"c{port}o1", cancel);
            await programs.UpdateAsync("ports", [.. MacBytes(containers[port - 1].Mac), 0, 0], BitConverter.GetBytes(port), cancel);
            await programs.AttachAsync("port", $"c{port}o1", cancel);

            // A frame that XDP redirects is delivered by the receiver's NAPI, which GRO turns on; nobody completes partial checksums.
            await Devices.SetFeaturesAsync(containers[port - 1].Netns, containers[port - 1].Device, cancel, "gro", "on", "tx", "off");
        }

        await programs.AttachAsync("uplink", host.Device, cancel);
    }

    /// <summary>
    /// A veth tells its peer that it takes redirected frames when GRO is turned on while it is up, but not when it comes up with it.
    /// </summary>
    private static async Task AnnounceNapiAsync(LabHost host, CancellationToken cancel)
    {
        await Devices.SetFeaturesAsync(host.Netns, host.Device, cancel, "gro", "off");
        await Devices.SetFeaturesAsync(host.Netns, host.Device, cancel, "gro", "on");
    }

    /// <summary>Ethernet, IPv4, UDP and VXLAN to the other host; the program fills in lengths, checksum and source port.</summary>
    private static async Task<byte[]> OuterHeaderAsync(LabTopology lab, LabHost host, CancellationToken cancel)
    {
        LabHost other = lab.Hosts.Single(candidate => candidate.Name != host.Name);
        uint vni = lab.Containers[0].Vni;
        return
        [
            .. MacBytes(await Devices.MacAsync(other.Netns, other.Device, cancel)),
            .. MacBytes(await Devices.MacAsync(host.Netns, host.Device, cancel)), 0x08, 0x00,
            0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, 17, 0, 0, .. AddressBytes(host.Address), .. AddressBytes(other.Address),
            0, 0, 0x12, 0xb5, 0, 0, 0, 0,
            0x08, 0, 0, 0, (byte)(vni >> 16), (byte)(vni >> 8), (byte)vni, 0,
        ];
    }

    /// <summary>The programs drop broadcasts, ARP among them: every container is told where the others are.</summary>
    private static async Task SetNeighboursAsync(LabTopology lab, LabContainer container, CancellationToken cancel)
    {
        foreach (LabContainer other in lab.Containers.Where(other => other != container))
            await Devices.SetNeighbourAsync(container.Netns, container.Device, other.Ipv4, other.Mac, cancel);
    }

    private static byte[] MacBytes(string mac) => Convert.FromHexString(mac.Replace(":", "", StringComparison.Ordinal));

    private static byte[] AddressBytes(string address) => System.Net.IPAddress.Parse(address).GetAddressBytes();
}
