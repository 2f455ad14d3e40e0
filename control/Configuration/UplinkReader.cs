using Falcon.Engine.Options;

namespace Falcon.Control.Configuration;

/// <summary>Reads <c>uplinks</c>.</summary>
internal static class UplinkReader
{
    public const string Expected = "a list of underlay devices, such as [{device: eth1}]";

    private static readonly string[] s_keys = ["device", "mode", "transmit", "attach", "vlan"];

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

    private static readonly Dictionary<string, UplinkAttach> s_attaches = new()
    {
        ["auto"] = UplinkAttach.Auto,
        ["xdp"] = UplinkAttach.Xdp,
        ["tc"] = UplinkAttach.Tc,
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
            Field? attachField = map.Optional("attach");
            UplinkAttach attach = attachField?.Choice(s_attaches) ?? UplinkAttach.Auto;
            if (device?.Device() is not { } name || !devices.Claim(name, device)) continue;
            var uplink = new UplinkOptions(name, mode, transmit, vlan, attach);
            if (attach == UplinkAttach.Tc && uplink.DivertFault is { } fault) attachField!.Report($"tc {fault}");
            uplinks.Add(uplink);
        }
        return uplinks;
    }
}
