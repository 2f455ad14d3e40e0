using System.Net.Sockets;
using System.Text;
using Falcon.Api;
using Falcon.Control.Admin;
using Falcon.Control.Daemon;
using Falcon.Engine.Events;
using Falcon.Engine.Options;
using Falcon.Engine.Snapshots;
using Falcon.Testing.Samples;
using Falcon.Xsk.Links;
using Falcon.Xsk.Native;

namespace Falcon.Control.Tests.Daemon;

/// <remarks>The daemon uses the environment of this process, so no other daemon may start at the same time.</remarks>
[Collection(nameof(RunningDaemon))]
public class DaemonTests
{
    private const UnixFileMode OwnerAndGroup =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    [Fact]
    public async Task It_ends_cleanly_when_asked_to_and_takes_its_socket_along()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        Assert.Equal(OwnerAndGroup, File.GetUnixFileMode(daemon.Socket));
        Assert.Equal(ExitCode.Fine, await daemon.StopAsync());
        Assert.True(daemon.Disposed);
        Assert.False(File.Exists(daemon.Socket));
    }

    [Fact]
    public async Task Systemd_is_told_when_it_is_ready_and_when_it_stops()
    {
        string path = Path.GetTempFileName();
        File.Delete(path);
        using Socket systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 60_000 };
        systemd.Bind(new UnixDomainSocketEndPoint(path));
        Environment.SetEnvironmentVariable("NOTIFY_SOCKET", path);
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        Environment.SetEnvironmentVariable("NOTIFY_SOCKET", null);
        Assert.Equal("READY=1", Receive(systemd));
        await daemon.StopAsync();
        Assert.Equal("STOPPING=1", Receive(systemd));
    }

    [Fact]
    public async Task A_failed_worker_ends_it_with_a_fault()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        daemon.Report(new DataplaneEvent(DataplaneEventKind.WorkerFailed, "CPU 0", "the test says so"));
        Assert.Equal(ExitCode.Fault, await daemon.ExitAsync());
        Assert.True(daemon.Disposed);
    }

    [Fact]
    public async Task A_port_that_goes_down_does_not_end_it()
    {
        await using RunningDaemon daemon = await RunningDaemon.StartAsync();
        daemon.Report(new DataplaneEvent(DataplaneEventKind.PortDown, "web", "its network namespace is gone"));
        using AdminClient client = daemon.Client();
        await client.StatusAsync();
        Assert.Equal(ExitCode.Fine, await daemon.StopAsync());
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task An_engine_that_cannot_start_says_why_in_one_line(Exception fault, int expectedExit, string line)
    {
        using StringWriter errors = new();
        string socket = RunningDaemon.NewSocketPath();
        int exit = await FalconDaemon.RunAsync(
            Yaml.Valid(Yaml.Minimal) with { AdminSocket = socket }, (_, _) => throw fault, errors, CancellationToken.None);
        Assert.Equal((expectedExit, $"falcon: {line}\n"), (exit, errors.ToString()));
        Assert.False(File.Exists(socket));
    }

    public static TheoryData<Exception, int, string> Faults => new()
    {
        { new DataplaneException("eth1: no"), ExitCode.Preflight, "eth1: no" },
        { new XskException("no socket"), ExitCode.Preflight, "cannot start: no socket" },
        { new NetworkNamespaceException("no namespace"), ExitCode.Preflight, "cannot start: no namespace" },
        { new IOException(
            "Read-only file system : '/proc/sys/net'"), ExitCode.Preflight, "cannot start: Read-only file system : '/proc/sys/net'" },
        { new UnauthorizedAccessException("Access is denied"), ExitCode.Preflight, "cannot start: Access is denied" },
        {
            new ArgumentOutOfRangeException("chunks", 3, "too many"),
            ExitCode.Fault,
            "too many (Parameter 'chunks'); Actual value was 3. (ArgumentOutOfRangeException; this is a bug, please report it)"
        },
        { new InvalidOperationException("gone"), ExitCode.Fault, "gone (InvalidOperationException; this is a bug, please report it)" },
    };

    [Fact]
    public async Task An_engine_that_cannot_stop_says_why_in_one_line()
    {
        using StringWriter errors = new();
        using CancellationTokenSource stop = new();
        string socket = RunningDaemon.NewSocketPath();
        Task<int> run = FalconDaemon.RunAsync(
            Yaml.Valid(Yaml.Minimal) with { AdminSocket = socket }, (_, _) => new Unstoppable(), errors, stop.Token);
        using (AdminClient client = new(socket)) await RunningDaemon.AnswersAsync(client, run);
        await stop.CancelAsync();
        Assert.Equal(ExitCode.Fault, await run);
        Assert.Equal("falcon: stuck (InvalidOperationException; this is a bug, please report it)\n", errors.ToString());
    }

    [Fact]
    public async Task The_socket_of_a_living_daemon_is_not_taken()
    {
        await using RunningDaemon first = await RunningDaemon.StartAsync();
        using StringWriter errors = new();
        int exit = await FalconDaemon.RunAsync(
            Yaml.Valid(Yaml.Minimal) with { AdminSocket = first.Socket }, (_, _) => first, errors, CancellationToken.None);
        Assert.Equal(ExitCode.Fault, exit);
        Assert.Equal(
            $"falcon: admin-socket: another falcon answers on {first.Socket}; have it read its file again (falcon reload), stop it first,"
                + " or give this one an admin-socket of its own\n",
            errors.ToString());
        using AdminClient client = first.Client();
        await client.MetricsAsync();
    }

    [Fact]
    public async Task The_socket_of_a_dead_daemon_is_replaced()
    {
        string path = RunningDaemon.NewSocketPath();
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (Socket dead = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(path));
            File.Move(path, path + ".kept");     // otherwise closing would remove it; a killed daemon leaves it
        }
        File.Move(path + ".kept", path);
        Assert.True(File.Exists(path));
        await using RunningDaemon daemon = await RunningDaemon.StartAsync(path);
        Assert.Equal(ExitCode.Fine, await daemon.StopAsync());
    }

    [Fact]
    public void A_plain_file_is_not_mistaken_for_a_dead_socket()
    {
        string file = Path.GetTempFileName();
        Assert.Equal($"{file} exists and is no socket; name another path or remove it", AdminSocket.Fault(file, out _));
        File.Delete(file);
    }

    private sealed class Unstoppable : IDataplane
    {
        public IReadOnlyList<DataplaneEvent> Preview(IReadOnlyList<OverlayOptions> overlays) => [];

        public IReadOnlyList<DataplaneEvent> Reconfigure(IReadOnlyList<OverlayOptions> overlays) => [];

        public DataplaneSnapshot Snapshot() => SampleSnapshot.Create();

        public BillSample? Bills() => SampleBills.Create();

        public IReadOnlyList<FdbSnapshot> Fdb() => SampleSnapshot.Fdb;

        public void Dispose() => throw new InvalidOperationException("stuck");
    }

    private static string Receive(Socket socket)
    {
        byte[] datagram = new byte[100];
        return Encoding.UTF8.GetString(datagram, 0, socket.Receive(datagram));
    }
}
