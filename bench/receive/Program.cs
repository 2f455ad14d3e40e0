using System.Globalization;
using System.Runtime.CompilerServices;
using Falcon.Bench.Pipelines;
using Falcon.Engine.Stages;
using Falcon.Xsk.Threads;

const int FramesPerRound = 200_000;

int rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 41;
int batch = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 64;
using var fixture = new PipelineFixture(batch);
for (int i = 0; i < 10; i++)
{
    fixture.Run(FramesPerRound);
    Thread.Sleep(50); // lets the background compiler finish
}

double[] all = new double[rounds];
double[] upToBridge = new double[rounds];
for (int i = 0; i < rounds; i++)
{
    long stages = UpToBridge();
    long start = ThreadClock.CpuNanoseconds(); // not the time that others have the CPU
    int frames = fixture.Run(FramesPerRound);
    all[i] = (double)(ThreadClock.CpuNanoseconds() - start) / frames;
    upToBridge[i] = (double)(UpToBridge() - stages) / frames;
}

string runtime = RuntimeFeature.IsDynamicCodeSupported ? "JIT" : "NativeAOT";
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
        $"{runtime}: batch {batch}: ns per frame: {Figures(all)}, delivered {fixture.Delivered}; up to Bridge: {Figures(upToBridge)}"));

// Receiving, decapsulating, hashing, bridging and counting, in wall time.
long UpToBridge() => fixture.Pipeline.CountersOf(StageId.Decapsulate).Nanoseconds + fixture.Pipeline.CountersOf(StageId.Bridge).Nanoseconds;

static string Figures(double[] nanoseconds)
{
    Array.Sort(nanoseconds);
    return string.Create(CultureInfo.InvariantCulture, $"min {nanoseconds[0]:0.0}, median {nanoseconds[nanoseconds.Length / 2]:0.0}");
}
