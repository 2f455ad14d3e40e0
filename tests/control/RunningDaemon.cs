using System.Threading.Channels;
using Falcon.Api;
using Falcon.Control.Configuration;
using Falcon.Control.Daemon;
using Falcon.Engine.Events;
using Falcon.Engine.Options;
using Falcon.Engine.Snapshots;
using Falcon.Testing.Samples;

namespace Falcon.Control.Tests;

/// <summary>A daemon with a fake engine, on its own socket.</summary>
internal sealed class RunningDaemon : IAsyncDisposable, IDataplane
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task<int> _run;
    private ChannelWriter<DataplaneEvent>? _events;

    private readonly bool _accounting;
    private int _asked;

    private RunningDaemon(string socket, bool accounting, string configured)
    {
        _accounting = accounting;
        Socket = socket;
        Configure(configured);
        FalconConfiguration configuration = FalconConfiguration.Load(File).Configuration!;
        _run = Task.Run(() => FalconDaemon.RunAsync(configuration, (_, events) =>
        {
            _events = events;
            return this;
        }, Errors, _stop.Token));
    }

    public string Socket { get; }

    /// <summary>The overlays of the last change of the engine; null before.</summary>
    public IReadOnlyList<OverlayOptions>? Overlays { get; private set; }

    /// <summary>The reason why the engine refuses a change; null when it accepts.</summary>
    public string? Refusal { get; set; }

    /// <summary>The exception that every call of the engine throws; null for none.</summary>
    public Exception? Fault { get; set; }

    /// <summary>The state that the engine reports.</summary>
    public DataplaneSnapshot State { get; set; } = SampleSnapshot.Create();

    public BillSample Sample { get; set; } = SampleBills.Create();

    /// <summary>How often the engine was asked for its bills.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>The path of the configuration file.</summary>
    public string File { get; } = Path.GetTempFileName();

    public StringWriter Errors { get; } = new();

    public bool Disposed { get; private set; }

    /// <summary>Makes a path for a socket in a new directory.</summary>
    public static string NewSocketPath() => Path.Combine(Directory.CreateTempSubdirectory("falcon-test").FullName, "run", "admin.sock");

    /// <summary>Starts a daemon and waits until its socket answers.</summary>
    public static async Task<RunningDaemon> StartAsync(string? socket = null, bool accounting = true, string configuration = Yaml.Minimal)
    {
        RunningDaemon daemon = new(socket ?? NewSocketPath(), accounting, configuration);
        using AdminClient client = daemon.Client();
        await AnswersAsync(client, daemon._run);
        return daemon;
    }

    /// <summary>Waits until a daemon's socket answers.</summary>
    public static async Task AnswersAsync(AdminClient client, Task daemon)
    {
        DateTime deadline = DateTime.UtcNow + s_patience;
        while (true)
        {
            try
            {
                await client.StatusAsync();
                return;
            }
            catch (AdminException) when (DateTime.UtcNow < deadline && !daemon.IsCompleted)
            {
                await Task.Delay(20);
            }
        }
    }

    public AdminClient Client() => new(Socket);

    /// <summary>Writes the configuration file, with the path of the socket added.</summary>
    public void Configure(string text) => System.IO.File.WriteAllText(File, $"{text}admin-socket: {Socket}\n");

    public IReadOnlyList<DataplaneEvent> Preview(IReadOnlyList<OverlayOptions> overlays) => Refusal is null
        ? [new DataplaneEvent(DataplaneEventKind.OverlayAdded, "200", "mtu 1450, 0 peer(s)")]
        : throw new DataplaneException(Refusal);

    public IReadOnlyList<DataplaneEvent> Reconfigure(IReadOnlyList<OverlayOptions> overlays)
    {
        ThrowFault();
        IReadOnlyList<DataplaneEvent> changes = Preview(overlays);
        Overlays = overlays;
        return changes;
    }

    public void Report(DataplaneEvent e) => Assert.True(_events!.TryWrite(e));

    public Task<int> ExitAsync() => _run.WaitAsync(s_patience);

    public Task<int> StopAsync()
    {
        _stop.Cancel();
        return ExitAsync();
    }

    public DataplaneSnapshot Snapshot()
    {
        ThrowFault();
        return State;
    }

    public BillSample? Bills()
    {
        Interlocked.Increment(ref _asked);
        ThrowFault();
        return _accounting ? Sample : null;
    }

    public IReadOnlyList<FdbSnapshot> Fdb() => SampleSnapshot.Fdb;

    public void Dispose() => Disposed = true;

    private void ThrowFault()
    {
        if (Fault is { } fault) throw fault;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Path.GetDirectoryName(Path.GetDirectoryName(Socket))!, recursive: true);
        System.IO.File.Delete(File);
        _stop.Dispose();
    }
}
