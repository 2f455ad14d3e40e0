using Falcon.Engine.Options;

namespace Falcon.Control.Configuration;

/// <summary>Reads <c>uplinks</c>.</summary>
internal static class UplinkReader
{
    public const string Expected = "a list of underlay devices, such as [{device: eth1}]";

    private static readonly string[] s_keys = ["device", "mode", "transmit", "vlan"];

    private static readonly Dictionary<string, UplinkMode> s_modes = new()
    {
        ["auto"] = UplinkMode.Auto,
        ["zero-copy"] = UplinkMode.ZeroCopy,
        ["copy"] = UplinkMode.Copy,
        ["skb"] = UplinkMode.Skb,
    };

    private static readonly Dictionary<string, UplinkTransmit> s_transmits = new()
    {
        ["auto"] = UplinkTransmit.Auto,
        ["xsk"] = UplinkTransmit.Xsk,
        ["packet"] = UplinkTransmit.Packet,
    };

    public static IReadOnlyList<UplinkOptions> ReadAll(Field? list)
    {
        if (list is null) return [];
        Unique<string> devices = new("device");
        List<UplinkOptions> uplinks = [];
        foreach (Field item in list.NonEmptyItems(Expected))
        {
            if (MappingReader.Open(item, "an uplink such as {device: eth1, mode: auto}", s_keys) is not { } map) continue;
            Field? device = map.Required("device", "the name of the underlay device, such as eth1");
            UplinkMode mode = map.Optional("mode")?.Choice(s_modes) ?? UplinkMode.Auto;
            UplinkTransmit transmit = map.Optional("transmit")?.Choice(s_transmits) ?? UplinkTransmit.Auto;
            bool vlan = map.Optional("vlan")?.Choice(Refusals.AcceptOrRefuse) ?? false;
            if (device?.Device() is { } name && devices.Claim(name, device)) uplinks.Add(new UplinkOptions(name, mode, transmit, vlan));
        }
        return uplinks;
    }
}
