namespace Falcon.Api;

/// <summary>Where the admin API answers: HTTP/1.1 over a unix socket.</summary>
public static class AdminPaths
{
    /// <summary>The socket of a daemon whose configuration names no other.</summary>
    public const string DefaultSocket = "/run/falcon/admin.sock";

    /// <summary>State and counters: <see cref="DataplaneSnapshot"/>.</summary>
    public const string Status = "/v1/status";

    /// <summary>The forwarding table: a list of <see cref="FdbSnapshot"/>.</summary>
    public const string Fdb = "/v1/fdb";

    /// <summary>Who used how much CPU time: <see cref="BillReport"/>.</summary>
    public const string Bills = "/v1/bills";

    /// <summary>How that went on over time: <see cref="BillSeries"/>.</summary>
    public const string BillSeries = "/v1/bills/series";

    /// <summary>Reads the configuration again, or with GET says what that would change: <see cref="ReloadReport"/>.</summary>
    public const string Reload = "/v1/reload";

    /// <summary>The description of all this: OpenAPI.</summary>
    public const string Schema = "/v1/openapi.json";

    /// <summary>Prometheus' text format.</summary>
    public const string Metrics = "/metrics";

    /// <summary>The query of the bills: how far back to look, in seconds; without it since the start.</summary>
    public const string Since = "since";
}
