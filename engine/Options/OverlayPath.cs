namespace Falcon.Engine.Options;

/// <summary>What carries the known flows of an overlay.</summary>
public enum OverlayPath
{
    /// <summary>The engine, like everything else.</summary>
    Engine,

    /// <summary>Programs in the kernel that follow the engine's tables.</summary>
    Kernel,
}
