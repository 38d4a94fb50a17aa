import { writeFile } from 'node:fs/promises'
import { ExplainedError } from '@stitchlog/contracts'
import { readVersion, runCommand } from '@stitchlog/service-kit'
import { openHttpStore } from '@stitchlog/store'
import { bundleOf } from './doctor/bundle.ts'
import { examine, linesOf, mend } from './doctor/doctor.ts'
import { doctorUsage, readDoctorConfig, readWantedNode } from './doctor-config.ts'

await runCommand('doctor', doctorUsage, async (args) => {
  const { services, isFixing, isJson, bundle, database, stream, agreed, environment } = readDoctorConfig(args)
  const now = Date.now
  const store = database === undefined ? undefined : openHttpStore(database.clickHouse)
  try {
    const installation = {
      database: store === undefined || database === undefined ? undefined : { ...database, store, agreed, now },
      stream: stream === undefined ? undefined : { ...stream, now },
      services,
      wantedNode: readWantedNode(),
      now,
    }
    let examination = await examine(installation)
    if (isFixing) {
      // With --json the standard output is for findings alone.
      await mend(examination.findings, isJson ? console.error : console.log)
      examination = await examine(installation)
    }
    const { findings } = examination
    for (const { fix, ...finding } of findings) {
      if (isJson) console.log(JSON.stringify({ ...finding, isFixable: fix !== undefined }))
      else for (const line of linesOf({ ...finding, ...(fix === undefined ? {} : { fix }) })) console.log(line)
    }
    if (bundle !== undefined) {
      const content = JSON.stringify(bundleOf(examination, environment, { version: readVersion(), madeAt: now() }), undefined, 2)
      // Nobody's file is written over, and nobody else may read it.
      await writeFile(bundle, `${content}\n`, { flag: 'wx', mode: 0o600 }).catch((error: Error) => {
        throw new ExplainedError('usage', `cannot write ${bundle}: ${error.message}`, { cause: error })
      })
    }
    if (findings.some(({ severity }) => severity === 'critical')) process.exitCode = 1
  } finally {
    await store?.close()
  }
})
