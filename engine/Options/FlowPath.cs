namespace Falcon.Engine.Options;

/// <summary>What carries known flows.</summary>
public enum FlowPath
{
    /// <summary>The engine, like everything else.</summary>
    Engine,

    /// <summary>Programs in the kernel that follow the engine's tables.</summary>
    Kernel,

    /// <summary>The kernel; for datagrams the better of the two, as measured at run time.</summary>
    Auto,
}
