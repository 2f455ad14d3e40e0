using System.Net.Sockets;
using System.Text.Json;
using Falcon.Bench.Scenarios.Lab;

namespace Falcon.Bench.Scenarios.Machine;

/// <summary>Nanoseconds that Falcon on the host under test has spent in each stage, from its admin socket.</summary>
public sealed class StageTimes
{
    private readonly Dictionary<string, long> _nanoseconds = [];

    private StageTimes()
    {
    }

    /// <summary>Null when the host under test runs no Falcon or does not answer.</summary>
    public static async Task<StageTimes?> ReadAsync(Testbed bed, CancellationToken cancel)
    {
        if (bed.Lab.Host("h1").Socket is not { } path)
            return null;
        try
        {
            using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, stop) => ConnectAsync(path, stop) });
            return Parse(await http.GetStringAsync(new Uri("http://localhost/v1/status"), cancel));
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Sums the stages of all workers of a DataplaneSnapshot.</summary>
    public static StageTimes Parse(string json)
    {
        var times = new StageTimes();
        using var document = JsonDocument.Parse(json);
        foreach (JsonElement worker in document.RootElement.GetProperty("workers").EnumerateArray())
        {
            foreach (JsonElement stage in worker.GetProperty("stages").EnumerateArray())
            {
                string name = stage.GetProperty("stage").GetString()!;
                times._nanoseconds[name] = times._nanoseconds.GetValueOrDefault(name) + stage.GetProperty("nanoseconds").GetInt64();
            }
        }

        return times;
    }

    /// <summary>What each stage cost per item between two readings; nothing when one of them is missing.</summary>
    public static IReadOnlyDictionary<string, double> PerItem(StageTimes? before, StageTimes? after, long items) =>
        before is null || after is null || items == 0
            ? new Dictionary<string, double>()
            : after._nanoseconds.ToDictionary(
                stage => stage.Key, stage => (double)(stage.Value - before._nanoseconds.GetValueOrDefault(stage.Key)) / items);

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
