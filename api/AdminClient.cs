using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Falcon.Api;

/// <summary>Talks to a running daemon through its unix socket. Methods may be called from any thread.</summary>
public sealed class AdminClient : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>The status of a refused reload, which comes with the report.</summary>
    private const HttpStatusCode Refused = HttpStatusCode.UnprocessableEntity;

    private readonly string _socket;
    private readonly HttpClient _http;
    private readonly TimeSpan _patience;

    /// <summary>Prepares a client; it connects with the first request.</summary>
    /// <param name="socket">The path of the admin socket.</param>
    /// <param name="patience">How long to wait for an answer; null for 5 seconds.</param>
    public AdminClient(string socket, TimeSpan? patience = null)
    {
        _socket = socket;
        _patience = patience ?? s_patience;
        SocketsHttpHandler handler = new() { UseProxy = false, ConnectCallback = (_, cancellation) => ConnectAsync(socket, cancellation) };
        _http = new HttpClient(handler) { BaseAddress = new Uri("http://falcon"), Timeout = _patience };
    }

    /// <summary>State and counters.</summary>
    /// <exception cref="AdminException">No daemon, no permission, or no sensible answer.</exception>
    public Task<DataplaneSnapshot> StatusAsync(CancellationToken cancellation = default) =>
        GetAsync(AdminPaths.Status, AdminJson.Default.DataplaneSnapshot, cancellation);

    /// <summary>State and counters as the daemon's own JSON.</summary>
    /// <inheritdoc cref="StatusAsync"/>
    public Task<string> StatusJsonAsync(CancellationToken cancellation = default) => GetAsync(AdminPaths.Status, cancellation);

    /// <summary>The forwarding table.</summary>
    /// <inheritdoc cref="StatusAsync"/>
    public Task<IReadOnlyList<FdbSnapshot>> FdbAsync(CancellationToken cancellation = default) =>
        GetAsync(AdminPaths.Fdb, AdminJson.Default.IReadOnlyListFdbSnapshot, cancellation);

    /// <summary>The forwarding table as the daemon's own JSON.</summary>
    /// <inheritdoc cref="StatusAsync"/>
    public Task<string> FdbJsonAsync(CancellationToken cancellation = default) => GetAsync(AdminPaths.Fdb, cancellation);

    /// <summary>Who used how much CPU time.</summary>
    /// <param name="since">How far back; null: since the daemon started.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <inheritdoc cref="StatusAsync"/>
    public Task<BillReport> BillsAsync(TimeSpan? since, CancellationToken cancellation = default) =>
        GetAsync(Since(AdminPaths.Bills, since), AdminJson.Default.BillReport, cancellation);

    /// <summary>The same as the daemon's own JSON.</summary>
    /// <inheritdoc cref="BillsAsync"/>
    public Task<string> BillsJsonAsync(TimeSpan? since, CancellationToken cancellation = default) =>
        GetAsync(Since(AdminPaths.Bills, since), cancellation);

    /// <summary>How that went on over time.</summary>
    /// <inheritdoc cref="BillsAsync"/>
    public Task<BillSeries> BillSeriesAsync(TimeSpan? since, CancellationToken cancellation = default) =>
        GetAsync(Since(AdminPaths.BillSeries, since), AdminJson.Default.BillSeries, cancellation);

    /// <summary>The metrics in Prometheus' text format.</summary>
    /// <inheritdoc cref="StatusAsync"/>
    public Task<string> MetricsAsync(CancellationToken cancellation = default) => GetAsync(AdminPaths.Metrics, cancellation);

    /// <summary>What the API is, as OpenAPI.</summary>
    /// <inheritdoc cref="StatusAsync"/>
    public Task<string> SchemaAsync(CancellationToken cancellation = default) => GetAsync(AdminPaths.Schema, cancellation);

    /// <summary>Has the daemon read its configuration again.</summary>
    /// <param name="dryRun">Whether it only says what would change.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <inheritdoc cref="StatusAsync"/>
    public async Task<ReloadReport> ReloadAsync(bool dryRun = false, CancellationToken cancellation = default) =>
        Parse(await AskAsync(dryRun ? HttpMethod.Get : HttpMethod.Post, AdminPaths.Reload, Refused, cancellation),
            AdminJson.Default.ReloadReport);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string Since(string path, TimeSpan? since) => since is { } time
        ? string.Create(CultureInfo.InvariantCulture, $"{path}?{AdminPaths.Since}={time.TotalSeconds}")
        : path;

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        Parse(await GetAsync(path, cancellation), type);

    private T Parse<T>(string json, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("nothing");
        }
        catch (JsonException e)
        {
            throw new AdminException(
                $"{_socket} gave an answer that this falcon does not understand; is the daemon of another version? ({e.Message})", e);
        }
    }

    private Task<string> GetAsync(string path, CancellationToken cancellation) =>
        AskAsync(HttpMethod.Get, path, HttpStatusCode.OK, cancellation);

    /// <param name="method">What to do.</param>
    /// <param name="path">With what.</param>
    /// <param name="alsoFine">A status that comes with an answer, as success does.</param>
    /// <param name="cancellation">Ends the wait.</param>
    private async Task<string> AskAsync(HttpMethod method, string path, HttpStatusCode alsoFine, CancellationToken cancellation)
    {
        try
        {
            using HttpRequestMessage request = new(method, path);
            using HttpResponseMessage response = await _http.SendAsync(request, cancellation);
            string body = await response.Content.ReadAsStringAsync(cancellation);
            if (response.IsSuccessStatusCode || response.StatusCode == alsoFine) return body;
            throw new AdminException(body.Length > 0
                ? $"the daemon behind {_socket} says: {body}"
                : $"{_socket} answered {(int)response.StatusCode} {response.ReasonPhrase} to {path}; see the daemon's log");
        }
        catch (HttpRequestException e)
        {
            throw new AdminException(Explain(e), e);
        }
        catch (TaskCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new AdminException($"the daemon behind {_socket} did not answer within {_patience.TotalSeconds} s", e);
        }
    }

    private string Explain(HttpRequestException e) => e.InnerException switch
    {
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            $"no permission to use {_socket}; run as root or as a member of the socket's group",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.AddressNotAvailable } =>
            $"no falcon runs behind {_socket}; start one with `falcon run`, or name its socket with --socket",
        { } inner => $"cannot talk to {_socket}: {inner.Message}",
        null => $"cannot talk to {_socket}: {e.Message}",
    };

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellation)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
