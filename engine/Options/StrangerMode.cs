namespace Falcon.Engine.Options;

/// <summary>What becomes of frames from VTEPs that an overlay's configuration does not name.</summary>
public enum StrangerMode
{
    /// <summary>They are taken and learned from, as the kernel's VXLAN device does.</summary>
    Serve,

    /// <summary>They are dropped.</summary>
    Refuse,
}
