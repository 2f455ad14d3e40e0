namespace Falcon.Engine.Options;

/// <summary>Where the overlays' frames are taken from an uplink.</summary>
public enum UplinkAttach
{
    /// <summary><see cref="Tc"/> if an overlay uses the kernel path, else <see cref="Xdp"/>.</summary>
    Auto,

    /// <summary>By an XDP program on the device, before the kernel has looked at them.</summary>
    Xdp,

    /// <summary>By a tc program, which sends the engine's frames into a veth pair with the XDP program at its other end.</summary>
    Tc,
}
