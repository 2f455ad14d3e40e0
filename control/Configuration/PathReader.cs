using Falcon.Engine.Options;

namespace Falcon.Control.Configuration;

/// <summary>Reads <c>path</c> and <c>paths</c> of overlays and ports.</summary>
/// <param name="kernelPathFault">Why nothing can use the kernel path; null when it can.</param>
internal sealed class PathReader(string? kernelPathFault)
{
    private const string Expected = "a path by protocol, such as {tcp: kernel, udp: auto}";

    private static readonly string[] s_protocols = ["tcp", "udp"];

    private static readonly Dictionary<string, FlowPath> s_paths = new()
    {
        ["auto"] = FlowPath.Auto,
        ["engine"] = FlowPath.Engine,
        ["kernel"] = FlowPath.Kernel,
    };

    /// <summary>The keys that this class reads.</summary>
    public static IReadOnlyList<string> Keys { get; } = ["path", "paths"];

    /// <param name="map">The overlay or port.</param>
    /// <param name="otherwise">What holds for protocols of which it says nothing.</param>
    public FlowPaths Read(MappingReader map, FlowPaths otherwise)
    {
        FlowPaths all = map.Optional("path") is { } path && One(path) is { } one ? FlowPaths.All(one) : otherwise;
        if (map.Optional("paths") is not { } field || MappingReader.Open(field, Expected, s_protocols) is not { } paths) return all;
        return all with { Tcp = One(paths.Optional("tcp")) ?? all.Tcp, Udp = One(paths.Optional("udp")) ?? all.Udp };
    }

    private FlowPath? One(Field? field)
    {
        FlowPath? path = field?.Choice(s_paths);
        if (path == FlowPath.Kernel && kernelPathFault is { } fault) field!.Report($"kernel {fault}");
        return path;
    }
}
