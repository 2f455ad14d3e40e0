using System.Net;
using Falcon.Engine.Options;
using Falcon.Vxlan;

namespace Falcon.Control.Configuration;

/// <summary>Reads what a port's container may claim to be: <c>anti-spoof</c>, <c>allowed-addresses</c> and <c>allow</c>.</summary>
internal sealed class IdentityReader
{
    private const string ExpectedList = "a list of addresses, such as [192.168.1.100, {address: \"fd00::100\", mac: 00:00:5e:00:02:01}]";
    private const string ExpectedEntry =
        "an address such as 192.168.1.100, a prefix such as 192.168.1.96/28 without bits behind it, "
        + "or {address: 192.168.1.100, mac: 00:00:5e:00:01:01}";
    private const string ExpectedRoles = "a list of router and dhcp-server, such as [router]";
    private static readonly string[] s_entryKeys = ["address", "mac"];
    private static readonly Dictionary<string, AntiSpoof> s_modes = new() { ["strict"] = AntiSpoof.Strict, ["off"] = AntiSpoof.Off };
    private static readonly Dictionary<string, PortRoles> s_roles =
        new() { ["router"] = PortRoles.Router, ["dhcp-server"] = PortRoles.DhcpServer };

    private readonly List<(MacAddress Mac, MacAddress PortMac, Field Field)> _macs = [];

    /// <summary>The keys that this class reads.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["anti-spoof", "allowed-addresses", "allow"];

    /// <summary>Adds them to a port's options, which are otherwise complete.</summary>
    public PortOptions Read(MappingReader map, PortOptions port)
    {
        Field? allowed = map.Optional("allowed-addresses"), allow = map.Optional("allow");
        PortOptions read = port with
        {
            AntiSpoof = map.Optional("anti-spoof")?.Choice(s_modes),
            AllowedAddresses =
            [
                .. (allowed?.NonEmptyItems(ExpectedList) ?? [])
                    .Select(item => ReadAllowed(item, port.Mac))
                    .OfType<AllowedAddress>()
            ],
            Allow = ReadRoles(allow),
        };
        if (read.IsStrict || map.Optional("anti-spoof") is not null) return read;
        (allowed ?? allow)?.Report("has no effect, since a port without addresses may claim any; give it addresses, or anti-spoof: strict");
        return read;
    }

    /// <summary>Reports MAC addresses that a port may use besides its own but that are another port's own.</summary>
    /// <param name="macs">The MAC addresses of all ports of the overlay.</param>
    public void CheckMacs(IReadOnlySet<MacAddress> macs)
    {
        foreach ((MacAddress mac, MacAddress own, Field field) in _macs)
        {
            if (mac != own && macs.Contains(mac))
                field.Report($"{mac} is the MAC address of another port of this overlay; frames with it would be dropped as looped");
        }

        _macs.Clear();
    }

    private AllowedAddress? ReadAllowed(Field item, MacAddress portMac)
    {
        if (item.Node is not Yaml.YamlMapping)
            return item.Range(ExpectedEntry) is { } range ? new AllowedAddress(range.Address, range.PrefixLength) : null;
        if (MappingReader.Open(item, ExpectedEntry, s_entryKeys) is not { } map) return null;
        (IPAddress Address, int PrefixLength)? address =
            map.Required("address", "the address that the container may use")?.Range(ExpectedEntry);
        Field? macField = map.Optional("mac");
        MacAddress? mac = macField?.Mac();
        if (mac is { } claimed) _macs.Add((claimed, portMac, macField!));
        return address is { } a ? new AllowedAddress(a.Address, a.PrefixLength, mac) : null;
    }

    private static PortRoles ReadRoles(Field? list)
    {
        PortRoles roles = PortRoles.None;
        foreach (Field item in list?.NonEmptyItems(ExpectedRoles) ?? []) roles |= item.Choice(s_roles) ?? PortRoles.None;
        return roles;
    }
}
