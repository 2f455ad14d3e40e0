using Falcon.Api;
using Falcon.Engine.Snapshots;

namespace Falcon.Control.Billing;

/// <summary>The bills at one moment, with the kernel's CPU times.</summary>
/// <param name="Sample">The bills.</param>
/// <param name="Kernel">All CPUs of the host.</param>
/// <param name="Cgroups">The cgroup that each port's network is charged to; null for a port without one.</param>
public sealed record BillMoment(BillSample Sample, IReadOnlyList<KernelTime> Kernel, IReadOnlyList<CgroupSnapshot?> Cgroups);
