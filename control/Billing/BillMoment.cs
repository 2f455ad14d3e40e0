using Falcon.Api;
using Falcon.Engine.Snapshots;

namespace Falcon.Control.Billing;

/// <summary>The bills and what the kernel did beside, at one moment.</summary>
/// <param name="Sample">The bills.</param>
/// <param name="Kernel">All CPUs of the host.</param>
/// <param name="Cgroups">What the containers' network is charged to, by port; null for a port without one.</param>
public sealed record BillMoment(BillSample Sample, IReadOnlyList<KernelTime> Kernel, IReadOnlyList<CgroupSnapshot?> Cgroups);
