using System.Net;
using Falcon.Engine.Options;
using Falcon.Vxlan;
using Falcon.Xsk.Links;

namespace Falcon.Control.Configuration;

/// <summary>Reads <c>ports</c>. One reader per file, because names and (namespace, device) are unique in all overlays.</summary>
/// <param name="kernelPathFault">Why nothing can use the kernel path; null when it can.</param>
internal sealed class PortReader(string? kernelPathFault)
{
    private static readonly string[] s_keys =
    [
        "name", "netns", "device", "mac", "addresses", "wait", "coalesce", "mac-limit", "storm-limit",
        "budget", "cgroup", .. IdentityReader.Keys, .. PathReader.Keys,
    ];

    private readonly Unique<string> _names = new("port name");
    private readonly Unique<string> _devices = new("device");
    private readonly IdentityReader _identities = new();
    private readonly PathReader _paths = new(kernelPathFault);

    /// <param name="list">The list; null if there is none.</param>
    /// <param name="vni">The overlay's VNI; null if it could not be read.</param>
    /// <param name="macs">The MAC addresses in use in this overlay.</param>
    /// <param name="paths">What carries flows of ports that do not say it themselves.</param>
    public IReadOnlyList<PortOptions> ReadAll(Field? list, uint? vni, Unique<MacAddress> macs, FlowPaths paths)
    {
        if (list is null) return [];
        Unique<IPAddress> addresses = new("address");
        List<PortOptions> ports = [];
        foreach (Field item in list.Items("a list of containers, such as [{name: web, netns: web, device: eth0}]"))
            if (Read(item, vni, macs, addresses, paths) is { } port) ports.Add(port);
        _identities.CheckMacs(ports.Select(port => port.Mac).ToHashSet());
        return ports;
    }

    private PortOptions? Read(Field field, uint? vni, Unique<MacAddress> macs, Unique<IPAddress> addresses, FlowPaths paths)
    {
        if (MappingReader.Open(field, "a port such as {name: web, netns: web, device: eth0}", s_keys) is not { } map) return null;
        Field? nameField = map.Required("name", "a name for the port, such as web");
        Field? netnsField = map.Required("netns", "the container's network namespace: a name under /run/netns, a path, or pid:1234");
        Field? deviceField = map.Required("device", "the device to create in the container, such as eth0");
        string? name = nameField?.Name(), netns = netnsField?.Netns(), device = deviceField?.Device();
        // A duplicate name would derive a duplicate MAC address. That is one mistake, not two.
        if (name is not null && !_names.Claim(name, nameField!)) name = null;
        if (netns is not null && device is not null) _devices.Claim($"{device} in network namespace {netns}", deviceField!);
        MacAddress? mac = Mac(map.Optional("mac"), nameField, name, vni, macs);
        List<(IPAddress, int)> subnets = Addresses(map.Optional("addresses"), addresses);
        bool wait = Wait(map.Optional("wait"), netns);
        bool coalesce = map.Optional("coalesce")?.Boolean() ?? true;
        int? macLimit = map.Optional("mac-limit")?.Integer(1, ForwardingTable.MaxCapacity, "a number of MAC addresses");
        int? stormLimit = map.Optional("storm-limit")?.StormLimit();
        BudgetOptions? budget = BudgetReader.Read(map.Optional("budget"));
        string? cgroup = map.Optional("cgroup")?.Cgroup();
        PortOptions port = _identities.Read(map, new PortOptions
        {
            Name = name ?? "",
            Netns = netns ?? "",
            Device = device ?? "",
            Mac = mac ?? default,
            Addresses = subnets,
            Wait = wait,
            Coalesce = coalesce,
            MacLimit = macLimit ?? PortOptions.DefaultMacLimit,
            StormLimit = stormLimit,
            Paths = _paths.Read(map, paths),
            Budget = budget,
            Cgroup = cgroup,
        });
        return name is null || netns is null || device is null || mac is null ? null : port;
    }

    private static bool Wait(Field? field, string? netns)
    {
        bool wait = field?.Boolean() ?? false;
        if (!wait || netns is null || !NetworkNamespace.IsOfProcess(netns)) return wait;
        field!.Report(
            "is true, but a process has no number before it starts; "
            + $"give the container's namespace a name under /run/netns, or a path outside of /proc, instead of {netns}");
        return wait;
    }

    private static MacAddress? Mac(Field? field, Field? nameField, string? name, uint? vni, Unique<MacAddress> macs)
    {
        MacAddress? mac = field is not null ? field.Mac()
            : name is not null && vni is { } id ? DefaultMac.For(id, name)
            : null;
        if (mac is { } claimed) macs.Claim(claimed, field ?? nameField!);
        return mac;
    }

    private static List<(IPAddress, int)> Addresses(Field? list, Unique<IPAddress> taken)
    {
        List<(IPAddress, int)> subnets = [];
        foreach (Field item in list?.Items("a list of addresses with prefix lengths, such as [192.168.1.2/24]") ?? [])
            if (item.Subnet() is { } subnet && taken.Claim(subnet.Address, item)) subnets.Add(subnet);
        return subnets;
    }
}
