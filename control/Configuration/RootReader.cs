using System.Net;
using Falcon.Api;
using Falcon.Control.Configuration.Yaml;
using Falcon.Engine.Options;

namespace Falcon.Control.Configuration;

/// <summary>Reads the top level of the file.</summary>
internal static class RootReader
{
    // The rings of one uplink queue; 4 GiB of 2 KiB frames. Preflight checks more exactly.
    private const int MinUmemFrames = 4096, MaxUmemFrames = 1 << 21;
    private const int MinFdbCapacity = 16, MaxFdbCapacity = 1 << 24;

    private const int MostDscp = 63;

    private static readonly string[] s_keys =
    [
        "uplinks", "vteps", "vxlan-port", "outer-udp-checksum", "dscp", "ipv6-zero-checksum", "reserved-bits", "workers",
        "idle", "steering", "port-lane", "umem-frames", "fdb-capacity", "fdb-age", "accounting", "overlays", "admin-socket",
    ];

    private static readonly Dictionary<string, PortLaneKind> s_portLanes = new()
    {
        ["packet"] = PortLaneKind.Packet,
        ["xdp"] = PortLaneKind.Xdp,
    };

    private static readonly Dictionary<string, IdleMode> s_idleModes = new()
    {
        ["adaptive"] = IdleMode.Adaptive,
        ["poll"] = IdleMode.Poll,
        ["block"] = IdleMode.Block,
    };

    /// <summary>The configuration as far as it could be read. Valid only if no problem was reported.</summary>
    public static FalconConfiguration? Read(Field root, string file)
    {
        if (MappingReader.Open(root, $"a mapping with the keys {Suggestion.OneOf(s_keys)}", s_keys) is not { } map) return null;
        DataplaneOptions defaults = new() { Uplinks = [], Workers = [] };
        IReadOnlyList<IPAddress> vteps = Vteps(map.Optional("vteps"));
        IReadOnlyList<UplinkOptions> uplinks = UplinkReader.ReadAll(map.Required("uplinks", UplinkReader.Expected));
        PortLaneKind lane = map.Optional("port-lane")?.Choice(s_portLanes) ?? defaults.PortLane;
        DataplaneOptions options = new()
        {
            Uplinks = uplinks,
            LocalVteps = vteps,
            VxlanPort = (ushort)(map.Optional("vxlan-port")?.Integer(1, ushort.MaxValue, "a UDP port") ?? defaults.VxlanPort),
            OuterUdpChecksum = map.Optional("outer-udp-checksum")?.Boolean() ?? defaults.OuterUdpChecksum,
            Dscp = Dscp(map.Optional("dscp"), defaults.Dscp),
            AcceptIpv6ZeroChecksum = map.Optional("ipv6-zero-checksum")?.Choice(Refusals.AcceptOrRefuse) ?? defaults.AcceptIpv6ZeroChecksum,
            IgnoreReservedBits = map.Optional("reserved-bits")?.Choice(Refusals.IgnoreOrRefuse) ?? defaults.IgnoreReservedBits,
            Workers = WorkersReader.Read(map.Optional("workers")),
            Steering = SteeringReader.Read(map.Optional("steering")),
            Idle = new() { Mode = map.Optional("idle")?.Choice(s_idleModes) ?? defaults.Idle.Mode },
            PortLane = lane,
            UmemFrames = map.Optional("umem-frames")?.Integer(MinUmemFrames, MaxUmemFrames, "a number of frames"),
            FdbCapacity =
                map.Optional("fdb-capacity")?.Integer(MinFdbCapacity, MaxFdbCapacity, "a number of entries") ?? defaults.FdbCapacity,
            FdbAge = map.Optional("fdb-age")?.Duration() ?? defaults.FdbAge,
            Accounting = map.Optional("accounting")?.Boolean() ?? defaults.Accounting,
            Overlays = new OverlayReader(vteps, KernelPathFault(uplinks, lane))
                .ReadAll(map.Required("overlays", OverlayReader.ExpectedList)),
        };
        if (!options.Accounting) CheckAccounting(map, options);
        return new FalconConfiguration
        {
            File = file,
            Dataplane = options,
            AdminSocket = map.Optional("admin-socket")?.SocketPath() ?? AdminPaths.DefaultSocket,
            Positions = root.Context.Positions,
        };
    }

    /// <summary>Why no overlay can use the kernel path; null when they can.</summary>
    private static string? KernelPathFault(IReadOnlyList<UplinkOptions> uplinks, PortLaneKind lane) => lane == PortLaneKind.Xdp
        ? "needs port-lane: packet"
        : uplinks.Select(uplink => uplink.DivertFault).FirstOrDefault(fault => fault is not null);

    private static void CheckAccounting(MappingReader map, DataplaneOptions options)
    {
        IEnumerable<PortOptions> ports = options.Overlays.SelectMany(overlay => overlay.Ports);
        if (ports.FirstOrDefault(port => port.Budget is not null || port.Cgroup is not null) is not { } port) return;
        string key = port.Budget is null ? "cgroup" : "budget";
        map.Optional("accounting")?.Report($"is false, but port '{port.Name}' has a {key}, which needs the bills; remove one of them");
    }

    /// <summary>Reads <c>dscp</c>; null for <c>inherit</c>.</summary>
    private static byte? Dscp(Field? field, byte? absent)
    {
        if (field is null) return absent;
        if (field.Node is YamlScalar { Value: "inherit", Quoted: false }) return null;
        return (byte?)field.Integer(0, MostDscp, "inherit or a DSCP");
    }

    private static List<IPAddress> Vteps(Field? field)
    {
        const string Expected = "a list of our underlay addresses, such as [10.0.0.2]";
        Unique<IPAddress> taken = new("VTEP");
        List<IPAddress> vteps = [];
        foreach (Field item in field?.NonEmptyItems(Expected) ?? [])
            if (item.Address() is { } address && taken.Claim(address, item)) vteps.Add(address);
        return vteps;
    }
}
