/* Writes a file in the layout of the ONS Postcode Directory: postcodes RECORDS [SEED] > FILE
 *
 * 52 columns, texts in quotation marks and numbers not, about 508 bytes a record; postcodes are all different and come in
 * alphabetical order, as in the real file. Made-up places; districts are codes of the right form.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define LETTERS "ABDEFGHJLNPQRSTUWXYZ"

static uint64_t state = 1;

static uint32_t random_below(uint32_t count)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((state >> 33) % count);
}

/* Number 0 is AA1 0AA; the letters of an area, then a district from 1 to 99, a sector, and two letters. */
static void postcode_of(uint32_t number, char outward[8], char inward[8])
{
    uint32_t unit = number % 400;
    uint32_t sector = number / 400 % 10;
    uint32_t district = number / 4000 % 30 + 1;
    uint32_t area = number / 120000;
    (void)snprintf(outward, 8, "%c%c%u", LETTERS[area / 20 % 20], LETTERS[area % 20], district);
    (void)snprintf(inward, 8, "%u%c%c", sector, LETTERS[unit / 20], LETTERS[unit % 20]);
}

static const char header[] =
    "pcd,pcd2,pcds,dointr,doterm,oscty,ced,oslaua,osward,parish,usertype,oseast1m,osnrth1m,osgrdind,oshlthau,nhser,ctry,"
    "rgn,streg,pcon,eer,teclec,ttwa,pct,itl,statsward,oa01,casward,npark,lsoa01,msoa01,ur01ind,oac01,oa11,lsoa11,msoa11,"
    "wz11,sicbl,bua24,ru11ind,oac11,lat,long,lep1,lep2,pfa,imd,calncv,icb,oa21,lsoa21,msoa21";

static void write_record(uint32_t number)
{
    char outward[8];
    char inward[8];
    postcode_of(number, outward, inward);
    uint32_t east = 100000 + random_below(550000);
    uint32_t north = 20000 + random_below(900000);
    uint32_t any = random_below(9999);
    char seven[16];
    (void)snprintf(seven, sizeof seven, "%-4s%s", outward, inward);
    printf("\"%s\",\"%-4s %s\",\"%s %s\",198001,", seven, outward, inward, outward, inward);
    if (random_below(3) == 0) {
        printf("%u%02u", 1990 + random_below(30), 1 + random_below(12));
    }
    printf(",\"E10%06u\",\"E58%06u\",\"E07%06u\",\"E05%06u\",\"E04%06u\",0,%u,%07u,1,\"E18%06u\",\"E40%06u\","
           "\"E92000001\",\"E12%06u\",0,\"E14%06u\",\"E15%06u\",\"E24%06u\",\"E30%06u\",\"E16%06u\",",
           any % 35, any, any % 240, any, any, east, north, any % 10, any % 10, any % 9, any % 600, any % 9, any % 20,
           any % 200, any % 150);
    printf("\"TLC%02u\",\"%02uUB%02u\",\"E00%06u\",\"%02uUB\",\"E99999999\",\"E01%06u\",\"E02%06u\",\"5\",\"%u%c%u\","
           "\"E00%06u\",\"E01%06u\",\"E02%06u\",\"E33%06u\",\"E38%06u\",\"E63%06u\",\"C1\",\"%u%c%u\",",
           any % 40, any % 45, any % 99, any, any % 45, any, any, any % 7 + 1, 'A' + any % 3, any % 3 + 1, any, any, any,
           any, any % 300, any, any % 8 + 1, 'A' + any % 4, any % 3 + 1);
    printf("%.6f,%.6f,\"E37%06u\",\"\",\"E23%06u\",%u,\"E56%06u\",\"E54%06u\",\"E00%06u\",\"E01%06u\",\"E02%06u\"\n",
           50 + north / 111000.0, -6 + east / 90000.0, any % 38, any % 43, any * 3 + 1, any % 20, any % 42, any, any, any);
}

int main(int count, char **arguments)
{
    if (count < 2) {
        (void)fprintf(stderr, "postcodes RECORDS [SEED]\n");
        return 2;
    }
    uint32_t records = (uint32_t)strtoul(arguments[1], NULL, 10);
    state = count > 2 ? strtoull(arguments[2], NULL, 10) : 1;
    puts(header);
    for (uint32_t i = 0; i < records; i++) {
        write_record(i);
    }
    return ferror(stdout) ? 1 : 0;
}
