using Falcon.Control.Configuration;
using Falcon.Engine.Options;

namespace Falcon.Control.Preflight;

/// <summary>Capabilities, kernel, CPUs and the admin socket.</summary>
internal static class HostChecks
{
    private static readonly Version s_firstWithXdpLinks = new(5, 9);
    private static readonly Version s_firstWithTcx = new(6, 6);

    public static void Run(FalconConfiguration configuration, IHostProbe host, Findings findings)
    {
        CheckCapabilities(host, findings);
        if (host.KernelVersion < s_firstWithXdpLinks)
        {
            findings.Host(
                "kernel",
                $"Linux {host.KernelVersion} is too old; "
                + $"Falcon attaches XDP programs by bpf_link, which needs {s_firstWithXdpLinks} or newer");
        }

        if (host.Has(Capability.NetRaw) && host.AfXdpFault() is { } fault)
            findings.Host("AF_XDP", $"{fault}; Falcon needs a kernel with CONFIG_XDP_SOCKETS");
        CheckKernelPath(configuration, host, findings);
        if (host.Has(Capability.SysAdmin) && KernelFeature.HasKernelPath(host)) CheckSoftirqs(configuration, host, findings);
        CheckCpus(configuration, host, findings);
        if (host.AdminSocketFault(configuration.AdminSocket) is { } taken) findings.Key("admin-socket", taken);
    }

    private static void CheckCapabilities(IHostProbe host, Findings findings)
    {
        Require(Capability.NetAdmin, "CAP_NET_ADMIN", "make devices and attach XDP programs");
        Require(Capability.NetRaw, "CAP_NET_RAW", "open AF_XDP and packet sockets");
        Require(Capability.SysAdmin, "CAP_SYS_ADMIN", "make a network namespace of its own, enter the containers' and load XDP programs");

        void Require(Capability capability, string name, string purpose)
        {
            if (host.Has(capability)) return;
            findings.Host(
                name,
                $"is missing, needed to {purpose}; run falcon as root or give it the capability (systemd: AmbientCapabilities={name})");
        }
    }

    private static void CheckKernelPath(FalconConfiguration configuration, IHostProbe host, Findings findings)
    {
        if (KernelFeature.HasKernelPath(host)) return;
        bool tcx = host.KernelVersion >= s_firstWithTcx; // which needs no type information
        string lack = tcx
            ? "this kernel has no type information (CONFIG_DEBUG_INFO_BTF)"
            : $"Linux {host.KernelVersion} has no tcx, which needs {s_firstWithTcx} or newer";
        foreach ((int i, OverlayOptions overlay) in configuration.Dataplane.Overlays.Index())
            if (overlay.RequiresKernelPath) findings.Warn($"overlays[{i}].path", $"{lack}; the engine carries everything");
        foreach ((int i, UplinkOptions uplink) in configuration.Dataplane.Uplinks.Index())
            if (uplink.Attach == UplinkAttach.Tc && !tcx) findings.Key($"uplinks[{i}].attach", $"{lack}; set attach: xdp");
    }

    private static void CheckSoftirqs(FalconConfiguration configuration, IHostProbe host, Findings findings)
    {
        (int Index, OverlayOptions Overlay)[] overlays =
            [.. configuration.Dataplane.Overlays.Index().Where(overlay => overlay.Item.RequiresKernelPath)];
        if (overlays.Length == 0 || !configuration.Dataplane.Accounting || host.SoftirqFault() is not { } fault) return;
        foreach ((int i, _) in overlays)
            findings.Warn($"overlays[{i}].path", $"{fault}; the kernel's time is in no bill, and ports with a budget stay with the engine");
    }

    private static void CheckCpus(FalconConfiguration configuration, IHostProbe host, Findings findings)
    {
        IReadOnlyList<int> allowed = host.AllowedCpus();
        for (int i = 0; i < configuration.Dataplane.Workers.Count; i++)
        {
            int cpu = configuration.Dataplane.Workers[i];
            if (!allowed.Contains(cpu))
                findings.Key($"workers[{i}]", $"this process may not run on CPU {cpu}; it may use {string.Join(", ", allowed)}");
        }
    }
}
