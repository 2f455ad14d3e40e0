namespace Falcon.Netns.Tests.Harness;

/// <summary>A test in a lab; when it fails, what the daemons say of themselves goes to its output.</summary>
public abstract class LabTest : IDisposable
{
    private readonly Func<Lab> _lab;

    protected LabTest(Func<Lab> lab)
    {
        Requirements.Check();
        _lab = lab;
    }

    protected Lab Lab => _lab();

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        if (TestContext.Current.TestState?.Result != TestResult.Failed) return;
        foreach (var host in Lab.FalconHosts) Report(host);
    }

    private static void Report(Host host)
    {
        var output = TestContext.Current.TestOutputHelper;
        try
        {
            output?.WriteLine($"--- {host}: log\n{File.ReadAllText(host.Log)}");
            output?.WriteLine($"--- {host}: status\n{host.Admin.Get("/v1/status")}");
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            output?.WriteLine($"--- {host}: {e.Message}");
        }
    }
}
