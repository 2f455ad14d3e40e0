namespace Falcon.Engine.Options;

/// <summary>What carries the known flows of a port, by protocol.</summary>
/// <param name="Tcp">TCP.</param>
/// <param name="Udp">UDP.</param>
/// <param name="Rest">Echo requests and replies; all else is the engine's anyway.</param>
public readonly record struct FlowPaths(FlowPath Tcp, FlowPath Udp, FlowPath Rest)
{
    /// <summary>Whether the kernel may carry any of them.</summary>
    public bool UseKernel => this != All(FlowPath.Engine);

    /// <summary>Whether the kernel was asked for, so that it is a fault when it cannot.</summary>
    public bool RequireKernel => Tcp == FlowPath.Kernel || Udp == FlowPath.Kernel || Rest == FlowPath.Kernel;

    /// <summary>One word where all protocols have the same path, else one for each.</summary>
    public override string ToString() => this == All(Tcp)
        ? NameOf(Tcp)
        : $"tcp {NameOf(Tcp)}, udp {NameOf(Udp)}, rest {NameOf(Rest)}";

    private static string NameOf(FlowPath path) => path.ToString().ToLowerInvariant();

    /// <summary>The same for all protocols.</summary>
    public static FlowPaths All(FlowPath path) => new(path, path, path);
}
