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
    /// <summary>Whether its frames can be taken at tc: AF_XDP sends only where it receives, and tags are lost on the way.</summary>
    public bool CanDivert =>
        Attach != UplinkAttach.Xdp && Transmit != UplinkTransmit.Xsk && !AcceptVlan
        && (Mode is UplinkMode.Auto or UplinkMode.Copy);
}
