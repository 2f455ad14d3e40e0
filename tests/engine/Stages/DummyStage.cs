using Falcon.Engine.Frames;
using Falcon.Engine.Pipelines;
using Falcon.Engine.Stages;

namespace Falcon.Engine.Tests.Stages;

/// <summary>An added stage: it passes trains on by the exit of its section, and drops every sixteenth.</summary>
internal readonly struct DummyStage(StageSection section, StageId before, DummyCount count) : IStage
{
    /// <summary>The next free id.</summary>
    public static StageId Id { get; } = (StageId)StandardStages.Table.Count;

    /// <summary>Falcon's stages with this one before another.</summary>
    public static StageTable TableWith(StageSection section, StageId before, DummyCount count)
    {
        StageExits exit = section switch
        {
            StageSection.ToPort => StageExits.ToPort,
            StageSection.ToWire => StageExits.ToWire,
            _ => StageExits.ToBridge,
        };
        StageDescriptor row = RunnableStage.Of("dummy", section, exit, _ => new DummyStage(section, before, count));
        return StandardStages.Table.With(row with { Drops = typeof(DummyDrop) }, before);
    }

    public void Run(Span<Frame> frames, WorkerContext context)
    {
        StageQueue next = section switch
        {
            StageSection.ToPort => context.ToPort(Id),
            StageSection.ToWire => context.ToWire(Id),
            _ => context.ToBridge(Id),
        };
        count.Seen += frames.Length;
        for (int start = 0, end; start < frames.Length; start = end)
        {
            end = TrainRuns.EndOf(frames, start);
            bool drops = ++count.Trains % 16 == 0;
            foreach (ref readonly Frame frame in frames[start..end])
            {
                if (drops) Drop(frame, context);
                else next.Push(frame);
            }
        }
    }

    private void Drop(in Frame frame, WorkerContext context)
    {
        const byte Reason = (byte)DummyDrop.SixteenthTrain;
        count.Dropped++;
        if (before == StageId.Decapsulate) context.DropForHost(frame, Id, Reason);
        else if (section == StageSection.ToPort) context.DropForPort(frame, frame.Target, Id, Reason);
        else if ((frame.Flags & FrameFlags.FromVtep) != 0) context.DropForOverlay(frame, Id, Reason);
        else context.DropForPort(frame, frame.Source, Id, Reason);
    }
}
