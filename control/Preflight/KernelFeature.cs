namespace Falcon.Control.Preflight;

/// <summary>Something that the running kernel has or lacks, and that Falcon can do without.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Since">The Linux version or the option that has it.</param>
/// <param name="Present">Whether it is there.</param>
/// <param name="Use">What Falcon does with it, and so what is lost without.</param>
public sealed record KernelFeature(string Name, string Since, bool Present, string Use)
{
    private static readonly Version s_tcx = new(6, 6), s_describedFrames = new(6, 2), s_refusals = new(6, 10);

    /// <summary>What a host's kernel offers.</summary>
    public static IReadOnlyList<KernelFeature> Of(IHostProbe host)
    {
        ArgumentNullException.ThrowIfNull(host);
        Version kernel = host.KernelVersion;
        bool types = host.HasTypeInformation;
        return
        [
            new("BTF", "CONFIG_DEBUG_INFO_BTF", types, "what the next three need"),
            new("ring filter", "6.2", types && kernel >= s_describedFrames, "containers' frames without a system call each"),
            new("tcx", "6.6", types && kernel >= s_tcx, "known flows stay in the kernel (path: kernel, attach: tc)"),
            new("refusals", "6.10", types && kernel >= s_refusals, "receivers that drown are paused"),
        ];
    }

    /// <summary>Whether known flows can stay in the kernel.</summary>
    public static bool HasKernelPath(IHostProbe host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.HasTypeInformation && host.KernelVersion >= s_tcx;
    }
}
