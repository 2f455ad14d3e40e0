namespace Falcon.Engine.Options;

/// <summary>An underlay device that carries VXLAN.</summary>
/// <param name="Device">The device's name in the network namespace in which the engine starts.</param>
/// <param name="Mode">How its AF_XDP sockets are bound.</param>
/// <param name="Transmit">How frames are sent on it.</param>
/// <param name="AcceptVlan">Whether outer frames with a VLAN tag are accepted from it.</param>
/// <param name="Attach">Where its overlay frames are taken from it.</param>
public sealed record UplinkOptions(
    string Device, UplinkMode Mode = UplinkMode.Auto, UplinkTransmit Transmit = UplinkTransmit.Auto, bool AcceptVlan = false,
    UplinkAttach Attach = UplinkAttach.Auto)
{
    /// <summary>Whether its frames can be taken at tc.</summary>
    public bool CanDivert => DivertFault is null;

    /// <summary>Why its frames cannot be taken at tc; null when they can.</summary>
    public string? DivertFault => this switch
    {
        { Attach: UplinkAttach.Xdp } => "cannot be used on an uplink with attach: xdp",
        { Transmit: UplinkTransmit.Xsk } => "cannot be used on an uplink with transmit: xsk; AF_XDP can send only where it receives",
        { Mode: UplinkMode.ZeroCopy or UplinkMode.Skb } => "cannot be used on an uplink with this mode; it needs auto or copy",
        { AcceptVlan: true } => "cannot be used on an uplink with vlan: accept; tags are lost on the way",
        _ => null,
    };
}
