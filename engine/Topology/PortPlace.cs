using Falcon.Engine.Counters;
using Falcon.Engine.Ports;

namespace Falcon.Engine.Topology;

/// <summary>Where a port goes that needs devices.</summary>
/// <param name="Wanted">The port.</param>
/// <param name="Plan">Its index and devices.</param>
/// <param name="Before">What the counters at its index said before it came.</param>
internal readonly record struct PortPlace(WantedPort Wanted, PortPlan Plan, CounterSums Before);
