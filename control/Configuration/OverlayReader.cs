using System.Net;
using System.Net.Sockets;
using Falcon.Engine.Options;
using Falcon.Vxlan;

namespace Falcon.Control.Configuration;

/// <summary>Reads <c>overlays</c>. One reader per file, because names and VNIs are unique in it.</summary>
internal sealed class OverlayReader(IReadOnlyList<IPAddress> localVteps, string? kernelPathFault = null)
{
    public const string ExpectedList = "a list of VXLAN segments, such as [{vni: 100, peers: [10.0.0.1], ports: []}]";

    private const string ExpectedVni = "a VNI from 0 to 16777215";
    private const int MaxVni = 0xFF_FFFF;
    private const int MinMtu = 68;         // RFC 791
    private const int MinIpv6Mtu = 1280;   // RFC 8200 section 5
    private const int MaxMtu = 65_485;     // 65,535 minus the 50 bytes of the outer headers
    private static readonly string[] s_keys =
    [
        "vni", "peers", "mtu", "learning", "mac-limit", "strangers",
        "coalesce", "storm-limit", "fdb", "ports", .. PathReader.Keys,
    ];

    private static readonly Dictionary<string, StrangerMode> s_strangerModes = new()
    {
        ["serve"] = StrangerMode.Serve,
        ["refuse"] = StrangerMode.Refuse,
    };

    private readonly Unique<uint> _vnis = new("VNI");
    private readonly PathReader _paths = new(kernelPathFault);
    private readonly PortReader _ports = new(kernelPathFault);

    public IReadOnlyList<OverlayOptions> ReadAll(Field? list)
    {
        if (list is null) return [];
        return [.. list.NonEmptyItems(ExpectedList).Select(Read).OfType<OverlayOptions>()];
    }

    private OverlayOptions? Read(Field field)
    {
        if (MappingReader.Open(field, "an overlay such as {vni: 100, peers: [10.0.0.1], ports: []}", s_keys) is not { } map) return null;
        uint? vni = Vni(map.Required("vni", ExpectedVni));
        Unique<MacAddress> macs = new("MAC");
        FlowPaths paths = _paths.Read(map, FlowPaths.All(FlowPath.Auto));
        IReadOnlyList<PortOptions> ports = _ports.ReadAll(map.Optional("ports"), vni, macs, paths);
        return new OverlayOptions
        {
            Vni = vni ?? 0,
            Peers = Peers(map.Optional("peers")),
            Mtu = Mtu(map.Optional("mtu"), ports),
            Paths = paths,
            Learning = map.Optional("learning")?.Boolean() ?? true,
            MacLimit = map.Optional("mac-limit")?.Integer(1, ForwardingTable.MaxCapacity, "a number of MAC addresses"),
            Strangers = map.Optional("strangers")?.Choice(s_strangerModes) ?? StrangerMode.Serve,
            Coalesce = map.Optional("coalesce")?.Boolean() ?? true,
            StormLimit = map.Optional("storm-limit")?.StormLimit() ?? OverlayOptions.DefaultStormLimit,
            Fdb = new FdbReader(localVteps, macs).ReadAll(map.Optional("fdb")),
            Ports = ports,
        };
    }

    private uint? Vni(Field? field) => field?.Integer(0, MaxVni, "a VNI") is { } vni && _vnis.Claim((uint)vni, field) ? (uint)vni : null;

    private List<IPAddress> Peers(Field? field)
    {
        Unique<IPAddress> taken = new("peer");
        List<IPAddress> peers = [];
        foreach (Field item in field?.Items("a list of the other hosts' VTEP addresses, such as [10.0.0.1]") ?? [])
        {
            if (item.Address() is { } peer && taken.Claim(peer, item))
            {
                if (VtepRules.Fault(peer, localVteps) is { } fault) item.Report(fault);
                peers.Add(peer);
            }
        }

        return peers;
    }

    private static int? Mtu(Field? field, IReadOnlyList<PortOptions> ports)
    {
        int? mtu = field?.Integer(MinMtu, MaxMtu, "an MTU in bytes");
        bool ipv6 = ports.Any(p => p.Addresses.Any(a => a.Address.AddressFamily == AddressFamily.InterNetworkV6));
        if (mtu < MinIpv6Mtu && ipv6)
        {
            field!.Report(
                $"{mtu} is too small for the IPv6 addresses of this overlay's ports; IPv6 needs at least {MinIpv6Mtu} (RFC 8200)");
        }

        return mtu;
    }
}
