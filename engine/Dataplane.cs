using System.Threading.Channels;
using Falcon.Engine.Options;
using Falcon.Engine.Snapshots;

namespace Falcon.Engine;

/// <summary>The engine: lanes, tables, stages and workers. Start it, read it, dispose it. Methods may be called from any thread.</summary>
public sealed class Dataplane : IDisposable
{
    private Dataplane() { }

    /// <summary>Opens every lane and starts the workers in the caller's network namespace; returns when frames flow.</summary>
    /// <exception cref="DataplaneException">A device, namespace or kernel feature is missing; nothing is left behind.</exception>
    public static Dataplane Start(DataplaneOptions options, ChannelWriter<DataplaneEvent> events)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(events);
        return new Dataplane();
    }

    /// <summary>The state and counters now.</summary>
    public DataplaneSnapshot Snapshot() => throw new NotSupportedException();

    /// <summary>The forwarding table now.</summary>
    public IReadOnlyList<FdbSnapshot> Fdb() => throw new NotSupportedException();

    /// <summary>Stops the workers and closes every lane; the containers' devices go with it.</summary>
    public void Dispose() { }
}
