namespace Falcon.Engine.Options;

/// <summary>What happens to frames from VTEPs that an overlay's configuration does not name.</summary>
public enum StrangerMode
{
    /// <summary>They are accepted and learned from, as with the kernel's VXLAN device.</summary>
    Serve,

    /// <summary>They are dropped.</summary>
    Refuse,
}
