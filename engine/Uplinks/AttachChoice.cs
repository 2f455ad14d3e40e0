using Falcon.Engine.Options;

namespace Falcon.Engine.Uplinks;

/// <summary>Where an uplink's frames are taken, and why.</summary>
/// <param name="AtTc">At tc, or by an XDP program.</param>
/// <param name="Reason">Why; empty for what needs no word.</param>
internal sealed record AttachChoice(bool AtTc, string Reason)
{
    private const string Veth = "veth", VirtioNet = "virtio_net";

    /// <summary>Chooses for a device.</summary>
    /// <param name="uplink">What the configuration says.</param>
    /// <param name="path">Whether there is a kernel path.</param>
    /// <param name="driver">The device's driver.</param>
    public static AttachChoice Of(UplinkOptions uplink, bool path, string driver) => uplink.Attach switch
    {
        UplinkAttach.Tc => new AttachChoice(true, "as configured"),
        UplinkAttach.Xdp => new AttachChoice(false, path ? "as configured; the engine takes all that comes from the wire" : ""),
        _ when !path => new AttachChoice(false, ""),
        _ when !uplink.CanDivert => new AttachChoice(
            false, "its mode, transmit or vlan needs it; the engine takes all that comes from the wire"),
        _ when driver is Veth or VirtioNet => new AttachChoice(true, $"XDP on {driver} takes the kernel's trains apart"),
        _ => new AttachChoice(true, "an XDP program would take the kernel path's frames"), // whatever it costs in this driver
    };
}
